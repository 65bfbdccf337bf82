namespace Detections.Tests.Faults;

/// <summary>What can go wrong with one request.</summary>
internal enum FaultKind
{
    /// <summary>The node never hears of it.</summary>
    ResetBefore,

    /// <summary>The node did it, and the answer is lost.</summary>
    ResetAfter,

    /// <summary>The answer breaks off.</summary>
    Cut,

    /// <summary>The same, and looks as if that were all.</summary>
    CutUnseen,

    /// <summary>A bit of the answer is turned over, so that it is not JSON any more.</summary>
    Corrupt,
    Empty,
    Html,
    Unauthorized,
    Forbidden,
    NotFound,
    Busy,
    InternalError,
    BadGateway,
    Unavailable,
    GatewayTimeout,

    /// <summary>The answer comes drop by drop.</summary>
    Slow,
    Delay,

    /// <summary>A shard failed, and what it holds is not in the answer.</summary>
    ShardFailed,

    /// <summary>The search ended early, and what it had not found is not in the answer.</summary>
    TimedOut,

    /// <summary>Of a bulk request some items are not done, for reasons that pass.</summary>
    ItemsBusy,

    /// <summary>Of a bulk request some items are refused.</summary>
    ItemsRefused,
}
