using Detections.Embedded.Http;
using static Detections.Embedded.Security.Access;

namespace Detections.Embedded.Security;

/// <summary>What a node answers only if it asks who is calling.</summary>
internal static class SecurityRoutes
{
    private const string Actions = "cluster:admin/xpack/security/";

    public static IReadOnlyList<Route> Of(Node node, EmbeddedNodeSecurity? security)
    {
        if (security is null)
        {
            return [];
        }

        var roles = new RoleApi(node.Security, security);
        var keys = new ApiKeyApi(node.Security, node.Clock);
        return
        [
            new("PUT POST", "/_security/role/{name}", "refresh", OnCluster(Actions + "role/put"), roles.Put),
            new("GET", "/_security/role", "", OnCluster(Actions + "role/get"), roles.Get),
            new("GET", "/_security/role/{name}", "", OnCluster(Actions + "role/get"), roles.Get),
            new("DELETE", "/_security/role/{name}", "refresh", OnCluster(Actions + "role/delete"), roles.Delete),
            new("PUT POST", "/_security/user/{name}", "refresh", OnCluster(Actions + "user/put"), roles.PutUser),
            new("DELETE", "/_security/user/{name}", "refresh", OnCluster(Actions + "user/delete"), roles.DeleteUser),
            new("PUT POST", "/_security/api_key", "refresh", Anybody, keys.Create),
            new("GET", "/_security/api_key", "id name username owner active_only", Anybody, keys.Get),
            new("DELETE", "/_security/api_key", "", Anybody, keys.Invalidate),
        ];
    }
}
