//! Lines and items that came before: in the same role, in another one, with less room, in other company.

#[derive(Debug, Clone)]
#[serde(rename_all = "camelCase")]
pub struct One {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<String>,
    pub map: std::collections::BTreeMap<std::string::String, std::vec::Vec<std::string::String>>,
    b: u8,
    status: u16,
}

#[derive(Debug, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Two {
    /// Documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<String>, // said of it

    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<String>,
    pub map: std::collections::BTreeMap<std::string::String, std::vec::Vec<std::string::String>>,
    b: u8,
    status: u16
}

#[derive(Debug, Clone)]
#[derive(Debug, Clone)]
struct Merged(#[serde(rename_all = "camelCase")] u8);

#[derive(Debug, Clone)]
#[derive(Default)]
struct Merged;

#[derive(Default)]
#[derive(Debug, Clone)]
enum Kinds {
    #[serde(rename_all = "camelCase")]
    A {
    b: u8,
    status: u16,
    },
    B,
}

mod deep {
    mod deeper {
        #[derive(Debug, Clone)]
        pub struct Two {
            #[serde(skip_serializing_if = "Option::is_none")]
            pub a: Option<String>,
            pub map: std::collections::BTreeMap<std::string::String, std::vec::Vec<std::string::String>>,
        }
    }
}

fn params(
    b: u8,
    status: u16,
) -> u8 {
    b
}

fn first(x: Option<u8>) -> Result<u8, Error> {
    let value = x.ok_or_else(|| Error::new("there is none"))?;
    let wide = one.two_and_three(four, five_and_six, seven).eight_and_nine(ten, eleven)?.twelve;
    self.call(value);
    return value;
    match value {
        1 => "one",
        2 => return none,
        Some(x) => first(x)?,
        _ => {}
    }
}

fn second(x: Option<u8>) -> Result<u8, Error> {
    let value = x.ok_or_else(|| Error::new("there is none"))?;
    let wide = one.two_and_three(four, five_and_six, seven).eight_and_nine(ten, eleven)?.twelve;
    if value {
        while value {
            let wide = one.two_and_three(four, five_and_six, seven).eight_and_nine(ten, eleven)?.twelve;
            self.call(value);
            return value
        }
    }
    let a = A {
        b: u8,
        status: u16,
        ..c
    };
    let a = A {
        b: u8,
        status: u16,
    };
    let A {
        b: u8,
        status: u16,
    } = a;
    let close = || {
        self.call(value);
    };
    let text = "
    self.call(value);
    ";
    let chained = one
        .two(|x| {
            let value = x.ok_or_else(|| Error::new("there is none"))?;
            self.call(value);
        });
    m! {
        self.call(value);
        b: u8,
    }
    n!(
        b: u8,
        1 => "one",
    );
    vec![
        {
            self.call(value);
            1
        },
        2,
    ];
    #[cfg(test)]
    self.call(value);
    match value {
        #[cfg(test)]
        1 => "one",
        // The second.
        2 => return none,

        Some(x) => first(x)?,
        1 => "one"
    }
}

impl A {
    fn same(&self) -> u8 {
        self.call( 1 );
        1
    }

    fn same(&self) -> u8 {
        self.call( 1 );
        1
    }

    // Between.
    fn same(&self) -> u8 {
        self.call( 1 );
        1
    }
    fn same(&self) -> u8 {
        self.call( 1 );
        1
    }
}

fn wide() {
    let a = A {
        value: one.two_and_three(four, five_and_six, seven_eight_and_nine_ten_eleven),
        documented: 1,
    };
}

fn wider() {
    if a {
        if b {
            if c {
                let a = A {
                    value: one.two_and_three(four, five_and_six, seven_eight_and_nine_ten_eleven),
                    documented: 1,
                };
                let a = A {
                    value: one.two_and_three(four, five_and_six, seven_eight_and_nine_ten_eleven),
                    documented:1,
                };
            }
        }
    }
}

mod deepest {
    mod a {
        mod b {
            fn widest() {
                if a {
                    let a = A {
                        value: one.two_and_three(four, five_and_six, seven_eight_and_nine_ten_eleven),
                        documented:1,
                    };
                }
            }
        }
    }
}

mod a {
    impl A {
    fn same(&self) -> u8 {
        self.call( 1 );
        1
    }
    fn same(&self) -> u8 {
        self.call( 1 );
        1
    }
    fn same(&self) -> u8 {
        self.call( 1 );
        2
    }
    fn same(&self) -> u8 {
        self.call( 1 );
        1
    } /* after it */
    }
}

fn other() {
    fn same(&self) -> u8 {
        self.call( 1 );
        1
    }
    #[serde(rename_all = "camelCase")]
    fn same(&self) -> u8 {
        return
            self.call(value);
    }
}
