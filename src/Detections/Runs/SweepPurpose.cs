namespace Detections.Runs;

internal enum SweepPurpose
{
    /// <summary>The window of the run.</summary>
    Live,

    /// <summary>What came before the window and may be the beginning of a sequence in it.</summary>
    History,

    /// <summary>A part of a hole.</summary>
    CatchUp,
}
