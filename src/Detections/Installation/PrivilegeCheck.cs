using System.Text;
using System.Text.Json;
using Detections.Elasticsearch;

namespace Detections.Installation;

/// <summary>Asks the cluster which of the required privileges the credentials in use lack.</summary>
internal sealed class PrivilegeCheck(ElasticsearchClient client)
{
    /// <summary>Of remote clusters nothing is told: they are asked when they are read.</summary>
    public async Task<IReadOnlyList<MissingPrivilege>> FindMissingAsync(
        RequiredPrivileges required,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.PostAsync(
            "_security/user/_has_privileges",
            Encoding.UTF8.GetBytes(RoleDefinition.Text(RoleDefinition.Question(required))),
            cancellationToken
        );
        // A cluster without security does not know the question, and allows everything.
        if (response.IsWithoutSecurity)
        {
            return [];
        }

        using var body = response.Expect().ReadJson();
        var cluster = body.RootElement.GetProperty("cluster");
        var indices = body.RootElement.GetProperty("index");
        return
        [
            .. required.Cluster.Where(p => !Holds(cluster, p)).Select(p => new MissingPrivilege(p, null)),
            .. from entry in required.Indices
            from name in entry.Names
            let held = indices.GetProperty(name)
            from privilege in entry.Privileges
            where !Holds(held, privilege)
            select new MissingPrivilege(privilege, name),
        ];
    }

    private static bool Holds(JsonElement held, Privilege privilege) => held.GetProperty(privilege.Name).GetBoolean();
}
