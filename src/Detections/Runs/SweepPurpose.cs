namespace Detections.Runs;

internal enum SweepPurpose
{
    /// <summary>The window of the run.</summary>
    Live,

    /// <summary>What came before the window and may be the beginning of a sequence in it.</summary>
    History,

    /// <summary>What sequences in it go on with, which nobody knew before their rare event was seen.</summary>
    Continuation,

    /// <summary>A part of a hole.</summary>
    CatchUp,

    /// <summary>What has left the look-back, once more, for what came late.</summary>
    Late,

    /// <summary>What happened around events that came late, for the sequences that they are a part of.</summary>
    LateSequences,
}
