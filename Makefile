# The OpenAPI to Rust toolchain. `make` builds bin/; V=1 shows commands; SAN=1 builds with ASan and UBSan.
#
#   make demo     sets up, builds, and turns a bundled spec into Rust on the terminal
#   make test     sets up, builds, and runs all tests
#   make check    runs all tests of what is built, without set-up
#   make golden   rewrites the goldens of the tests; `git diff` reviews them
#   make release  builds with link-time optimisation, stripped
#   make fuzz     runs the fuzzers of oapi-parse, oapi-resolve and oapi-fmt  [TIME=600] [TARGETS='json yaml']; needs clang
#   make pgo      the same, trained on descriptions
#   make bench    measures the stages and the pipe on descriptions of several sizes  [ROUNDS=15]
#   make ratio    measures the pipe against jsmn  [SPEC=FILE] [ROUNDS=15]
#   make passes   measures each pass of each stage by itself  [SPEC=FILE] [ROUNDS=15]
#   make bench-check     compares instructions, memory and sizes with those of bench/expected.tsv
#   make bench-compare   compares with another revision  BASE=REVISION [SPEC=FILE]
#   make profile  where a stage's time and memory go  STAGE=resolve [SPEC=FILE]
#   make size     what a binary's size is made of  STAGE=resolve
#   make format   lays the sources out as clang-format says
#   make install  programs, manual pages, completions, and what stages of one's own need  [PREFIX=/usr/local] [DESTDIR=] [LIBDIR=lib]
#   make uninstall   takes away again what install put there, with the same variables
#   make dist     build/oapi-VERSION.tar.gz, the same bytes from the same files
#   make deb      packages for Debian, in build/deb; needs debhelper

ifeq ($(origin CC),default)
CC := gcc
endif
AR ?= ar
CFLAGS ?=
PREFIX ?= /usr/local
DESTDIR ?=
LIBDIR ?= lib
ZSHDIR ?= share/zsh/site-functions

STAGES := parse resolve emit fmt
TOOLS := $(STAGES:%=bin/oapi-%) bin/oapi

, := ,

# How to build: each way has its own objects.
BUILD := build
MODE := -O2
LINK :=
ifdef SAN
BUILD := build/san
MODE := -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
LINK := $(MODE)
endif
ifneq ($(filter release,$(MAKECMDGOALS)),)
BUILD := build/release
# Small as well as fast: no tables for unwinding, nothing aligned that need not be, segments without pages between them and
# a bit for each relative relocation, where the linker knows how.
MODE := -O2 -fno-inline-functions -fno-asynchronous-unwind-tables \
	$(if $(findstring clang,$(CC)),-flto,-flto=auto -fno-align-functions -fno-align-jumps -fno-align-loops)
# What is zeroed is mostly a structure, for which rep stos, as gcc has it for x86, takes longer to begin than stores take in all.
ZERO := -mmemset-strategy=vector_loop:512:noalign$(,)libcall:-1:noalign
MODE += $(shell $(CC) $(ZERO) -S -o /dev/null -xc /dev/null 2>/dev/null && echo '$(ZERO)')
LINK := $(MODE) -s $(addprefix -Wl$(,)-z$(,),$(sort $(shell ld --help 2>/dev/null | grep -oe noseparate-code -e pack-relative-relocs)))
endif

ALL_CFLAGS := -std=c11 -D_POSIX_C_SOURCE=200809L $(MODE) -Wall -Wextra -Wpedantic -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -pthread -Icommon -Ibuild $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS := -pthread $(LINK) $(LDFLAGS)

ifdef V
say =
else
say = @printf '%-4s %s\n' $(1) $(2);
endif

# What takes little time, and is small rather than fast in a release.
SMALL := $(addprefix common/,diag ir_verify opt regexp stats thread uri) \
	$(filter-out $(addprefix emit/,docs names write),$(patsubst %.c,%,$(wildcard driver/*.c emit/*.c))) \
	$(addprefix parse/,jsonpath jsonpath_eval main overlay text tree yaml_expand) \
	$(addprefix resolve/,ahead api enums main name number operations passes recurse rules select splice swagger tree unions use)

# What is built again where the compiler or its flags are not those of last time: objects by $(BUILD)/flags, binaries,
# which every way of building has in the same place, by build/linked.
remember = $(shell mkdir -p $(dir $(1)); printf '%s\n' '$(2)' | cmp -s - $(1) || printf '%s\n' '$(2)' >$(1))
ifneq ($(filter-out clean format check-format setup demo test uninstall dist deb,$(or $(MAKECMDGOALS),all)),)
$(call remember,$(BUILD)/flags,$(CC) $(ALL_CFLAGS) $(SMALL))
$(call remember,build/linked,$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS))
endif

objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))

.PHONY: all release units check golden format install uninstall clean demo test setup
.DELETE_ON_ERROR:
.SECONDARY:

all: $(TOOLS) man
release: all

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<) $(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

LIBRARY := $(BUILD)/libcommon.a
$(LIBRARY): $(call objects,common)
	$(call say,AR,$@) rm -f $@ && $(AR) rcs $@ $^

define tool
bin/oapi-$(1): $(call objects,$(1)) $(LIBRARY) build/linked
	@mkdir -p bin
	$$(call say,LD,$$@) $(CC) $(ALL_LDFLAGS) -o $$@ $(call objects,$(1)) $(LIBRARY) $(2)
endef
$(eval $(call tool,parse,-lyaml))
$(eval $(call tool,resolve,))
$(eval $(call tool,emit,))
$(eval $(call tool,fmt,))
# The driver compares as oapi-fmt does.
DRIVER := $(call objects,driver) $(BUILD)/fmt/diff.o
bin/oapi: $(DRIVER) $(LIBRARY) build/linked
	@mkdir -p bin
	$(call say,LD,$@) $(CC) $(ALL_LDFLAGS) -o $@ $(DRIVER) $(LIBRARY)

# The Rust that outputs carry, packed.
RUNTIME := $(wildcard emit/runtime/*.rs)
$(call objects,emit): build/runtime.h
build/runtime.h: $(RUNTIME) $(BUILD)/runtime-pack
	$(call say,GEN,$@) $(BUILD)/runtime-pack $(RUNTIME) >$@
$(BUILD)/runtime-pack: $(BUILD)/emit/runtime/pack.o
	$(call say,LD,$@) $(CC) $(ALL_LDFLAGS) -o $@ $^

ifneq ($(filter release,$(MAKECMDGOALS)),)
$(SMALL:%=$(BUILD)/%.o): ALL_CFLAGS += -Os
endif

# Manual pages: oapi-ir(5) is made from the tables of common/.
PAGES := $(wildcard man/*.[17]) $(patsubst man/%.in,build/man/%,$(wildcard man/*.in))
.PHONY: man
man: $(PAGES)
build/man/%: man/%.in $(BUILD)/man-gen
	@mkdir -p $(@D)
	$(call say,GEN,$@) $(BUILD)/man-gen <$< >$@
$(BUILD)/man-gen: $(BUILD)/man/gen.o $(LIBRARY)
	$(call say,LD,$@) $(CC) $(ALL_LDFLAGS) -o $@ $^

# Unit tests, a program each, of common/.
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*.c))
units: $(UNITS)
# That of JSONPath is one of oapi-parse.
$(BUILD)/unit/jsonpath: $(BUILD)/tests/unit/jsonpath.o $(filter-out %/main.o,$(call objects,parse)) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,LD,$@) $(CC) $(ALL_LDFLAGS) -o $@ $^ -lyaml
$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,LD,$@) $(CC) $(ALL_LDFLAGS) -o $@ $< $(LIBRARY)

# How fast and how large: bench/README.md.
REAL := ../shared/specs/real
SPEC ?= $(REAL)/github.json
STAGE ?= resolve
ROUNDS ?= 15
BASE ?= HEAD
BENCHES := $(BUILD)/bench/ratio $(BUILD)/bench/tokenise
.PHONY: bench ratio passes bench-check bench-compare profile size
bench: all $(BENCHES)
	@bench/run bin $(BUILD)/bench/ratio $(ROUNDS) small=../shared/specs/learn/v3.0/petstore.json medium=$(REAL)/openai.json \
		medium-yaml=$(REAL)/openai.yaml large=$(REAL)/github.json huge=build/bench/github-deref.json
ratio: all $(BENCHES)
	@$(BUILD)/bench/ratio bin $(SPEC) $(ROUNDS)
passes: all
	@bench/passes bin $(SPEC) $(ROUNDS)
bench-check: all $(BENCHES)
	@bench/check $(WRITE) $(notdir $(BUILD)) bin $(BUILD)/bench/tokenise $(REAL)/adyen-checkout.json $(if $(filter release,$(MAKECMDGOALS)),sizes)
bench-compare:
	@bench/compare $(BASE) $(SPEC) $(ROUNDS)
$(BENCHES): $(BUILD)/bench/%: $(BUILD)/bench/%.o
	$(call say,LD,$@) $(CC) $(ALL_LDFLAGS) -o $@ $^

# A stage as `make release` has it, but with its symbols; built anew each time.
.PHONY: anew
build/profile/oapi-%: anew build/runtime.h
	@mkdir -p $(@D)
	$(call say,LD,$@) $(CC) $(filter-out -s,$(ALL_CFLAGS)) -g -flto=auto -fno-inline-functions -o $@ common/*.c $*/*.c $(if $(filter parse,$*),-lyaml)
profile: all build/profile/oapi-$(STAGE)
	@bin/oapi-parse -o build/profile/resolve.in $(SPEC)
	@bin/oapi-resolve -o build/profile/emit.in build/profile/resolve.in 2>/dev/null
	@bin/oapi-emit -o build/profile/fmt.in build/profile/emit.in
	@cp $(SPEC) build/profile/parse.in
	@bench/profile build/profile/oapi-$(STAGE) $(STAGE) build/profile/$(STAGE).in build/profile
size: build/profile/oapi-$(STAGE)
	@size -A build/profile/oapi-$(STAGE) | awk '$$2 > 1000'
	@nm -S --size-sort --radix=d build/profile/oapi-$(STAGE) | tail -n 40 | awk '{print $$2 + 0, $$4}'

# As release, with what a run over the descriptions beside the project showed of its branches.
.PHONY: pgo
pgo:
	$(MAKE) release CFLAGS=-fprofile-generate LDFLAGS=-fprofile-generate
	@for spec in $(wildcard $(REAL)/*.json $(REAL)/*.yaml); do \
		bin/oapi-parse $$spec | bin/oapi-resolve 2>/dev/null | bin/oapi-emit >/dev/null; \
		bin/oapi-parse $$spec | bin/oapi-resolve 2>/dev/null | bin/oapi-emit -m client | bin/oapi-fmt >/dev/null; \
	done
	$(MAKE) release CFLAGS='-fprofile-use -fprofile-partial-training -Wno-missing-profile' LDFLAGS=-fprofile-use

# Fuzzers: a program for each tests/fuzz/NAME.c that is a target, run for TIME seconds from what was found before, from
# ../shared/suites where it is there, and from the tests' own fixtures. TARGETS picks some.
TIME ?= 600
FUZZ := $(filter-out fuzz,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
TARGETS ?= $(FUZZ)
FUZZ_FLAGS := $(filter-out -O2,$(ALL_CFLAGS)) -g -O1 -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
fuzz_objects = $(patsubst %.c,build/fuzz/%.o,$(filter-out common/memory.c %/main.c,$(wildcard $(addsuffix /*.c,$(1)))))
.PHONY: fuzz fuzzers
fuzzers: $(FUZZ:%=build/fuzz/%)
build/fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(call say,FUZZ,$@) clang $(FUZZ_FLAGS) -iquote parse -iquote resolve -iquote fmt -MMD -MP -c -o $@ $<
FUZZ_FMT := build/fuzz/rust build/fuzz/ir
$(FUZZ_FMT): build/fuzz/%: build/fuzz/tests/fuzz/%.o $(call fuzz_objects,common fmt)
	$(call say,FUZZ,$@) clang $(FUZZ_FLAGS) -o $@ $^
$(filter-out $(FUZZ_FMT),$(FUZZ:%=build/fuzz/%)): build/fuzz/%: build/fuzz/tests/fuzz/%.o build/fuzz/tests/fuzz/fuzz.o \
		$(call fuzz_objects,common parse resolve)
	$(call say,FUZZ,$@) clang $(FUZZ_FLAGS) -Wl,--wrap=read_input -o $@ $^ -lyaml
fuzz: all fuzzers
	@tests/fuzz/run $(TIME) $(TARGETS)

check: all units
	@OAPI_BUILD=$(BUILD) tests/run.sh

golden: all units
	@OAPI_BUILD=$(BUILD) GOLDEN=1 tests/run.sh

SOURCES := $(wildcard $(foreach folder,common $(STAGES) driver examples man bench tests/*,$(folder)/*.c $(folder)/*.h))
format:
	clang-format -i $(SOURCES)
.PHONY: check-format
check-format:
	@for file in $(SOURCES); do \
		clang-format $$file | cmp -s $$file - || { echo "$$file: not as clang-format has it"; bad=1; }; \
	done; [ -z "$$bad" ] || { echo "run: make format"; exit 1; }

setup:
	@tests/setup.sh

# The two commands of README.md set up first and then build, in this order also with -j.
demo:
	@tests/setup.sh build && $(MAKE) --no-print-directory all && tests/demo.sh

test:
	@tests/setup.sh build test && $(MAKE) --no-print-directory check

# The library is for any compiler: without link-time optimisation.
HEADERS := $(addprefix common/,base.h diag.h diag.def intern.h io.h ir.h ir.def keyword.def opt.h stats.h)
VERSION = $(shell sed -n 's/^.define OAPI_VERSION "\(.*\)"/\1/p' common/base.h)
TO = $(DESTDIR)$(PREFIX)
install: all
	$(MAKE) --no-print-directory build/libcommon.a
	install -d $(TO)/bin $(TO)/share/man/man1 $(TO)/share/man/man5 $(TO)/share/man/man7 $(TO)/include/oapi $(TO)/$(LIBDIR)/pkgconfig \
		$(TO)/share/bash-completion/completions $(TO)/$(ZSHDIR) $(TO)/share/fish/vendor_completions.d
	install -m 755 $(TOOLS) $(TO)/bin
	install -m 644 $(filter %.1,$(PAGES)) $(TO)/share/man/man1
	install -m 644 $(filter %.5,$(PAGES)) $(TO)/share/man/man5
	install -m 644 $(filter %.7,$(PAGES)) $(TO)/share/man/man7
	bin/oapi completion bash >$(TO)/share/bash-completion/completions/oapi
	bin/oapi completion zsh >$(TO)/$(ZSHDIR)/_oapi
	bin/oapi completion fish >$(TO)/share/fish/vendor_completions.d/oapi.fish
	for stage in $(STAGES); do \
		ln -sf oapi $(TO)/share/bash-completion/completions/oapi-$$stage && \
		ln -sf oapi.fish $(TO)/share/fish/vendor_completions.d/oapi-$$stage.fish || exit 1; \
	done
	install -m 644 $(HEADERS) $(TO)/include/oapi
	install -m 644 build/libcommon.a $(TO)/$(LIBDIR)/liboapi.a
	sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' common/oapi.pc.in >$(TO)/$(LIBDIR)/pkgconfig/oapi.pc

uninstall:
	cd $(TO)/ && rm -rf $(TOOLS) include/oapi $(LIBDIR)/liboapi.a $(LIBDIR)/pkgconfig/oapi.pc $(ZSHDIR)/_oapi \
		$(foreach n,1 5 7,$(addprefix share/man/man$(n)/,$(notdir $(filter %.$(n),$(PAGES))))) \
		$(foreach tool,$(notdir $(TOOLS)),share/bash-completion/completions/$(tool) share/fish/vendor_completions.d/$(tool).fish)

# The files that git knows, as they are; no pipe, so that each command's failure is seen.
DIST = build/oapi-$(VERSION).tar
.PHONY: dist deb
dist:
	@mkdir -p build
	git ls-files -z >build/dist.files
	tar -cf $(DIST) --null --files-from=build/dist.files --transform='s,^,oapi-$(VERSION)/,' --format=ustar \
		--owner=0 --group=0 --numeric-owner --mtime=@$$(git log -1 --format=%ct) --mode=u=rwX,go=rX
	gzip -9nf $(DIST)
	@echo $(DIST).gz
deb: dist
	rm -rf build/deb && mkdir -p build/deb
	tar -xf $(DIST).gz -C build/deb
	cd build/deb/oapi-$(VERSION) && cp -R driver/debian . && dpkg-buildpackage -us -uc -b
	@ls build/deb/*.deb

clean:
	rm -rf build bin

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/tests/unit/*.d build/fuzz/*/*.d build/fuzz/tests/fuzz/*.d)
