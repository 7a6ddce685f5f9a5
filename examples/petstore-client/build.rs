fn main() -> Result<(), oapi_build::Error> {
    oapi_build::client("petstore.yaml").generate()?;
    Ok(())
}
