/* Types that are not what the table of scalars says: those of --datetime, --type, --with and x-rust-type. */
#include "emit.h"

static const struct scalar_info default_scalars[scalar_count] = {
#define SCALAR(scalar, path, brief, crate, derives, kinds, rank, variant) \
	[scalar_##scalar] = {path, brief, USED(crate_##crate), derives, kinds, rank, variant, {0}},
#include "scalars.def"
};

void set_datetime(struct emit *e, enum datetime datetime)
{
	static const struct {
		const char *path[3];
		used_bits used;
	} crates[] = {
		[DATETIME_jiff] = {{"::jiff::Timestamp", "::jiff::civil::Date",
	                            "::jiff::civil::Time"},
	                           USED(crate_jiff)},
		[DATETIME_time] = {{"::time::OffsetDateTime", "::time::Date", "::time::Time"},
	                           USED(crate_time)},
	};
	static const u8 scalars[] = {scalar_date_time, scalar_date, scalar_time};

	memcpy(e->scalar, default_scalars, sizeof e->scalar);
	for (u32 i = 0; i < 3 && datetime != DATETIME_chrono; i++) {
		struct scalar_info *s = &e->scalar[scalars[i]];

		if (datetime == DATETIME_string) {
			*s = e->scalar[scalar_string];
		} else {
			s->path = crates[datetime].path[i];
			s->used = crates[datetime].used;
		}
	}
	if (datetime == DATETIME_time) {
		e->scalar[scalar_date_time].with = S("oapi_runtime::time::DateTime");
		e->scalar[scalar_time].with = S("oapi_runtime::time::TimeOfDay");
	}
	e->scalar[scalar_byte].with = S("::serde_with::base64::Base64");
}

bool is_type_path(Str text)
{
	u32 open = 0;

	for (u32 i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		            (i && c >= '0' && c <= '9');

		if (c == '>' && open-- == 0)
			return false;
		open += c == '<';
		if (!word && c != ':' && c != '<' && c != '>' && (c != ',' || !open) &&
		    (c != ' ' || !open))
			return false;
	}
	return text.len && !open && text.ptr[0] != '<' && text.ptr[text.len - 1] != ':';
}

/* Makes a type one of the user's, which nothing is known of but that it can be cloned, compared, read and written. */
static void replace(struct emit *e, u32 t, Str path)
{
	e->type[t].path = path;
	e->type[t].newtype = true;
}

static void map_native(struct emit *e, u32 t)
{
	Str path = ir_str(e->ir, e->ir->type[t].native);

	if (is_type_path(path))
		replace(e, t, path);
	else
		diag_add(
			e->diag, DIAG_unsupported,
			ir_place_where(e->ir, e->arena, e->ir->type[t].at), (Str){0},
			"x-rust-type is '%.*s', expected the path of a type of Rust: it is ignored",
			STR(path));
}

static bool is_named(const struct emit *e, u32 t, Str key)
{
	const struct ir_type *type = &e->ir->type[t];

	return e->type[t].name.len &&
	       (str_eq(e->type[t].name, key) ||
	        (type->flags & type_flag_component && str_eq(ir_str(e->ir, type->name), key)));
}

static void map_type(struct emit *e, u32 t, struct mapping *m)
{
	const struct ir_type *type = &e->ir->type[t];
	bool named = is_named(e, t, m->key);
	bool format = !m->with && type->kind == type_kind_scalar && type->format &&
	              str_eq(ir_str(e->ir, type->format), m->key);

	if (!named && !format)
		return;
	m->used = true;
	if (m->with)
		e->type[t].with = m->path;
	else if (named || !e->type[t].path.len)
		replace(e, t, m->path);
}

/* --with of a scalar, by its name in the IR. */
static bool map_scalar(struct emit *e, const struct mapping *m)
{
	static const char *const names[] = {
#define SCALAR(scalar, path, brief, crate, derives, kinds, rank, variant) \
	[scalar_##scalar] = #scalar,
#include "scalars.def"
	};

	for (u32 s = 0; m->with && s < scalar_count; s++)
		if (str_eq(m->key, str_of(names[s]))) {
			e->scalar[s].with = m->path;
			e->scalar[s].kinds = JSON_any;
			return true;
		}
	return false;
}

void map_types(struct emit *e)
{
	u32 types = e->ir->count[IR_type];

	for (u32 t = 1; e->trust_extensions && t < types; t++)
		if (e->ir->type[t].native)
			map_native(e, t);
	for (u32 i = 0; i < e->mappings; i++) {
		struct mapping *m = &e->mapping[i];

		if (map_scalar(e, m))
			continue;
		for (u32 t = 1; t < types; t++)
			map_type(e, t, m);
		if (!m->used)
			diag_add(e->diag, DIAG_unused_option, (struct where){0}, (Str){0},
			         "--%s=%.*s: the document has no %s '%.*s'",
			         m->with ? "with" : "type", STR(m->key),
			         m->with ? "type" : "format or type", STR(m->key));
	}
}
