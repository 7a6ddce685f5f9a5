fn lexical<'a>() { let r#type = r"raw"; let s = r#"with "quotes""#; let b = b"bytes"; let c = c"c string"; let br = br#"x"#; let ch = '\''; let byte = b'\\'; let life: &'static str = "é 漢字 \u{1F600}"; let f = 1.0e-5_f64; let g = 1.; let h = 1.max(2); let i = 0xff_u8; let j = 1..2; let k = t.0.1; let l = "a string that goes on \
    on the next line"; let m = "lines
as they are"; /* nested /* comment */ */ let n = a<<b>>c; let o: Vec<Vec<u8>>=x; let p = a>=b; }
