namespace Detections.Alerts;

/// <summary>Why a match was found later than a run in time would have found it.</summary>
internal enum Lateness
{
    None,

    /// <summary>It was searched for within the look-back and not findable; nothing says when it arrived.</summary>
    Grace,

    /// <summary>Its time was not searched when it was due.</summary>
    CatchUp,

    /// <summary>It arrived later than runs look back, or could not be found until then.</summary>
    LateSweep,
}
