fn known( a:u8 ) { a }
nonsense that  is @ no item;
macro_rules! kept { ($a:expr) => {   $a + 1 }; }
fn also_known( ) { let x  =  3; what is  this; y( ) }
