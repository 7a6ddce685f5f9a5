fn expressions() -> Result<(), Error> {
let a = 1+2*3; let b = if a == 1 { 2 } else { 3 }; let c = if some_condition_that_is_long(a) { first_value(b) } else { second_value(b) };
let value = first_operand_of_the_expression + second_operand_of_the_expression * third_operand - fourth_operand_of_it;
if first_condition_holds(a) && second_condition_holds(b) || !third_condition_holds(c) && fourth_condition_holds(a, b, c) { return Err(Error::new("no")) }
let response = client.get(url).header("accept", "application/json").query(&[("page", page)]).send().await?.error_for_status()?;
let names: Vec<String> = items.iter().filter(|item| item.is_visible()).map(|item| item.name.clone()).collect();
let short = self.core.base.len();
call_with_arguments("a string that is rather long", another_argument_of_the_call, &mut third_argument, 4);
single_argument_call(SomeStruct { field_one: value_one, field_two: value_two, field_three: value_three });
let closure = |x: u8, y| -> u8 { x + y }; let other = move || { do_this(); do_that() };
spawn(async move { let x = receive().await; process(x).await });
values.sort_by(|a, b| { let left = a.key(); let right = b.key(); left.cmp(&right) });
let Some(thing) = maybe_a_thing() else { return Ok(()) };
let Some(thing) = maybe_a_thing_with_a_name_that_is_long(first_argument, second_argument) else { return Err(nothing()) };
let array = [1, 2, 3, 100, 200, 300, 1000, 2000, 3000, 10000, 20000, 30000, 100000, 200000, 300000, 5];
let strings = ["a string", "another string that is longer", "a third string", "the fourth string of them"];
let tuple = (a_function_call(with_argument), another_function_call(with_argument), the_third_call(with_argument));
let cast = (value_to_be_cast as usize) << 3 >= limit && x.0.1 == 5..=7; let range = ..10; let all = ..;
a_field.assigned_to = some_function_with_a_long_name(argument_number_one, argument_number_two, argument_no3);
total += items.iter().map(|item| item.weight_of_it_in_kilograms * FACTOR_FOR_KILOGRAMS).sum::<f64>() / 2.0;
'outer: for (index, item) in items.iter().enumerate() { while index < 3 { if item.done { continue 'outer; } break } }
loop { if done() { break; } }
let x = unsafe { dangerous() }; let y = &raw const z; let n = -x; let m = !&*y;
while let Some(Ok(next)) = stream.next_value_of_the_stream_that_is_long(first_argument, second_argument_x).await { use_it(next) }
let base = Config { name: "x".to_owned(), ..Config::default() }; let unit = Unit {};
macro_call!(first, "second"); println!("a format string that is rather long: {} and {}", first_argument, second_argument); vec![1; 10];
assert!(matches!(value, Some(Kind::First | Kind::Second) if flag), "the value is not what it should be: {value:?}");
Ok(()) }
fn matches(x: Option<Kind>) -> u8 { match x { None => 0, Some(Kind::First) | Some(Kind::Second) => { 1 } Some(Kind::Third { value, .. }) if value > 3 => call_a_function_with_a_long_name(value, another_value_x), Some(Kind::Fourth(inner)) => { let y = inner; y } Some(Kind::Fifth) => return 5, Some(kind) => match kind { _ => 6 }, } }
fn chars(c: char) -> bool { match c { 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm' | 'n' | 'o' => true, '0'..='9' => false, _ => false } }
mod nested {
    impl Service {
        fn call() {
            match operation {
                85 => Box::pin(async move { self.0.activity_get_feeds(incoming.context).await.write() }),
                1219 => Box::pin(async move { self.0.meta_get_all_versions(incoming.context).await.write() }),
                1220 => Box::pin(async { self.0.meta_get_all_versions_____(incoming.context).await.write() }),
                _ => S { language: incoming.query("language", FORM, &oapi_runtime::read::Shape::Scalar(8))?, other: 1 },
            }
        }
    }
}
