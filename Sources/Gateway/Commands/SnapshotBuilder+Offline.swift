import Configuration
import Telemetry

extension SnapshotBuilder {
    /// For commands that judge a configuration or decide by it, and serve nobody.
    init(
        offline settings: Settings, file: String, surroundings: Surroundings = .system
    ) {
        self.init(
            settings: settings, file: file, surroundings: surroundings,
            metrics: Metrics(decisions: [], parseFaults: []), workerCount: 1,
            descriptorLimit: 1_024, isOffline: true)
    }
}
