import Configuration

/// `sallyport reference`: every key of the configuration in Markdown.
public enum ReferenceCommand {
    /// - Returns: the exit code.
    public static func run() -> Int32 {
        Console.write(Settings.reference)
        return 0
    }
}
