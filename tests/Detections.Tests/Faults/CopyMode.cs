namespace Detections.Tests.Faults;

/// <summary>How many copies of the product run, and when.</summary>
internal enum CopyMode
{
    One,
    InTurns,
    AtOnce,
}
