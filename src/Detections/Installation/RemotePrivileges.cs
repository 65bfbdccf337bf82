namespace Detections.Installation;

/// <summary>Privileges on the indices of other clusters, which only those clusters can check.</summary>
internal sealed record RemotePrivileges(
    string Cluster,
    IReadOnlyList<string> Names,
    IReadOnlyList<Privilege> Privileges
);
