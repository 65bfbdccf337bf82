namespace Detections.Diagnosis;

internal enum CheckStatus
{
    Green,

    /// <summary>It works, though not as well as it might, or not for long.</summary>
    Amber,

    /// <summary>Something does not work.</summary>
    Red,

    /// <summary>It could not be looked at, because of something before it.</summary>
    Skipped,
}
