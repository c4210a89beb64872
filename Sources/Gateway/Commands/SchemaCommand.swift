import Configuration

/// `sallyport schema`: the configuration's JSON Schema, for editors.
public enum SchemaCommand {
    /// - Returns: the exit code.
    public static func run() -> Int32 {
        Console.write(Settings.schema)
        return 0
    }
}
