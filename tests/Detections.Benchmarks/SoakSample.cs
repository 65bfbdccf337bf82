namespace Detections.Benchmarks;

/// <summary>What the program holds at one moment.</summary>
/// <param name="Minutes">Since it began.</param>
/// <param name="Resident">Megabytes.</param>
/// <param name="Lag">Seconds of watched time that are not searched, of the group that lacks most.</param>
/// <param name="RunSeconds">How long runs took since the sample before, on average.</param>
internal readonly record struct SoakSample(
    double Minutes,
    double Resident,
    int Handles,
    int Threads,
    int TemporaryFiles,
    double Lag,
    double RunSeconds
);
