internal import CEvent
import Glibc

/// What the process as a whole asks of the system, once, at its start.
public enum Process {
    /// No core dumps and no reading of its memory by others of the same user: it holds keys.
    public static func protectMemory() { _ = sallyport_undumpable() }

    /// Raises the soft limit of descriptors to the hard one.
    /// - Returns: how many the process may hold.
    public static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return 1024 }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(resource, &limit)
        _ = unsafe getrlimit(resource, &limit)
        return Int(clamping: limit.rlim_cur)
    }

    /// Lets every thread that is not as patient go before the calling one.
    /// - Parameter nice: 0 as others, 19 at most.
    public static func yieldThread(nice: CInt) {
        // On Linux a priority belongs to a thread, and 0 is the calling one.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, nice)
    }

    /// The user it runs as.
    public static var user: UInt32 { geteuid() }

    /// Processors this process may run on.
    public static var processorCount: Int { max(1, Int(sallyport_processors())) }
}
