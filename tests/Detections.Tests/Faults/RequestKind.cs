namespace Detections.Tests.Faults;

/// <summary>What a request of a run is for.</summary>
internal enum RequestKind
{
    Info,
    Clock,
    Privileges,
    Resolve,
    PitOpen,
    PitClose,
    Page,
    Fields,
    Known,
    Fetch,
    Install,
    LedgerLoad,
    LedgerPut,
    LedgerGet,
    QueueLength,
    QueueRead,
    WriteAlerts,
    WriteState,
    WriteRuns,
    Suppress,
    Trim,
    Other,
}
