/// `sallyport version`: says which one this is.
public enum VersionCommand {
    /// - Returns: the exit code.
    public static func run() -> Int32 {
        Console.print("sallyport \(Version.text)")
        return 0
    }
}
