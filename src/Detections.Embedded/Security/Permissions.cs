namespace Detections.Embedded.Security;

/// <summary>What some roles allow together; for an API key, within what its owner was allowed when it was made.</summary>
internal sealed class Permissions(IReadOnlyCollection<RoleDescriptor> roles, Permissions? limit = null)
{
    public bool GrantsCluster(string action) =>
        roles.Any(role => role.Cluster.Any(set => set.Grants(action))) && limit?.GrantsCluster(action) != false;

    /// <summary>Whether any of several names of one index (its own, and that of its data stream) allows an action.</summary>
    public bool GrantsIndex(string action, params IReadOnlyCollection<string> names) =>
        GrantsFor(names).Any(grant => grant.Actions.Any(set => set.Grants(action)))
        && limit?.GrantsIndex(action, names) != false;

    public bool GrantsSomeIndex(string action) =>
        roles.Any(role => role.Indices.Any(grant => grant.Actions.Any(set => set.Grants(action))))
        && limit?.GrantsSomeIndex(action) != false;

    /// <summary>Whether a document may bring new fields into the mapping of an index that is in no data stream.</summary>
    public bool AddsFields(string index) =>
        GrantsFor([index])
            .Any(grant => grant.AddsFields || grant.Actions.Any(set => set.Grants(IndexPrivileges.UpdateMapping)))
        && limit?.AddsFields(index) != false;

    public bool HasCluster(string privilege) =>
        ClusterPrivileges.Table.Find(privilege).IsCoveredBy([.. roles.SelectMany(role => role.Cluster)])
        && limit?.HasCluster(privilege) != false;

    public bool HasIndex(string privilege, string pattern) =>
        IndexPrivileges.Table.Find(privilege).IsCoveredBy([.. GrantsFor([pattern]).SelectMany(grant => grant.Actions)])
        && limit?.HasIndex(privilege, pattern) != false;

    public bool HasApplication(string application, string privilege, string resource) =>
        roles.Any(role => role.Applications.Any(grant => grant.Grants(application, privilege, resource)))
        && limit?.HasApplication(application, privilege, resource) != false;

    private IEnumerable<IndexGrant> GrantsFor(IReadOnlyCollection<string> names) =>
        roles.SelectMany(role => role.Indices).Where(grant => names.Any(grant.IsFor));
}
