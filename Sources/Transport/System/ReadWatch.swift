internal import CEvent

/// Tells when a descriptor that is no stream (signals, file changes) has something to read.
@safe
final class ReadWatch {
    let descriptor: Descriptor
    private let readEvent: UnsafeMutablePointer<event>
    private let isReadable: (borrowing Descriptor) -> Void

    init(
        _ descriptor: consuming Descriptor, on loop: EventLoop,
        isReadable: @escaping (borrowing Descriptor) -> Void
    ) {
        self.descriptor = descriptor
        self.isReadable = isReadable
        unsafe readEvent = .allocate(capacity: 1)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe event_assign(
            readEvent, loop.base, self.descriptor.number, Int16(EV_READ | EV_PERSIST),
            watchReadable, context)
        unsafe event_add(readEvent, nil)
    }

    deinit {
        unsafe event_del(readEvent)
        unsafe readEvent.deallocate()
    }

    fileprivate func readable() { isReadable(descriptor) }
}

private func watchReadable(_: CInt, _: Int16, context: UnsafeMutableRawPointer?) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<ReadWatch>.fromOpaque(context).takeUnretainedValue().readable()
}
