namespace Detections.Elasticsearch;

/// <summary>Who answers at the configured URLs.</summary>
/// <param name="Version">Null where the credentials do not suffice to ask.</param>
internal sealed record ClusterIdentity(string Name, string Uuid, Version? Version, bool IsServerless)
{
    private const int NewestKnown = 9;
    private static readonly Version WithRemoteIndices = new(8, 10);
    private static readonly Version WithFieldsInBody = new(8, 5);
    private static readonly Version WithPartialPointsInTime = new(8, 16);

    /// <summary>Whether roles and API keys may name the indices of remote clusters; older versions refuse them.</summary>
    public bool KnowsRemoteIndices => IsServerless || Version is null || Version >= WithRemoteIndices;

    /// <summary>Whether `_field_caps` takes the names of fields in its body; older versions want them in the URL.</summary>
    public bool TakesFieldsInBody => IsServerless || Version >= WithFieldsInBody;

    /// <summary>Whether a point in time can be opened without the shards that do not answer.</summary>
    public bool OpensInPart => IsServerless || Version >= WithPartialPointsInTime;

    /// <summary>What differs from the clusters this program was made for, as sentences.</summary>
    public IEnumerable<string> Notices
    {
        get
        {
            if (IsServerless)
            {
                yield return "The cluster is serverless: it has no index lifecycle management and no settings of shards and replicas, so these are left out, and its time is taken from the Date header of its answers";
            }
            else if (Version is null)
            {
                yield return "The version of the cluster is not known, since the credentials lack the cluster privilege monitor";
            }
            else if (Version.Major > NewestKnown)
            {
                yield return $"Elasticsearch {Version} is newer than what this version of detections was made for ({ClusterInfo.Supported})";
            }
        }
    }

    public override string ToString() =>
        IsServerless ? "Elasticsearch Serverless"
        : Version is null ? "Elasticsearch"
        : $"Elasticsearch {Version}";
}
