// The head.

/* A block
   of two lines. */
use b; // after b
use a;
/// Docs.
///
/// More docs.   
// A comment between docs and item.
pub struct A {
    // before the field
    a: u8, // after a
    long_name: u16, // after the long one

    /// Documented.
    c: u8,
    // at the end
}

fn f() {
    // first
    let a = 1; // beside
    let b = 2; /* block */

    // a group
    // of two

    call(a, /* inside */ b);
    match a {
        // an arm
        1 => {} // beside an arm
        2 => { /* nothing */ }
        _ => {
            // only a comment
        }
    }
    foo
        // why
        .bar();
    // last
}
// The end.

mod alone { // beside the brace
}
mod apart { // above
    use a::b;
}
extern "C" { // above
}
impl Alone { // above
}
fn alone() { // beside the brace
    // and below

    /* apart */
}
fn short() { /* on several lines */ }
fn blocks() {
    if a { // beside
    } else if b { // beside
    } else { /* within */ }
    let x = async { // beside
    };
    f(|| { // beside
    }, || { /* within */ });
    loop { // above
        a();
    }
    unsafe { // beside
    }
}
