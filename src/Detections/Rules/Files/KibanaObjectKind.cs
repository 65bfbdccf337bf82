namespace Detections.Rules.Files;

internal enum KibanaObjectKind
{
    Unknown,
    Rule,

    /// <summary>A rule as Elastic's package delivers it, below `attributes`.</summary>
    PackagedRule,
    ExceptionList,
    ExceptionItem,

    /// <summary>Something else that Kibana saves, such as a connector.</summary>
    SavedObject,

    /// <summary>The last line of an export.</summary>
    Summary,
}
