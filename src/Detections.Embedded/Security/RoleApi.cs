using System.Text.Json.Nodes;
using Detections.Embedded.Http;

namespace Detections.Embedded.Security;

/// <summary><c>_security/role</c> and <c>_security/user</c>.</summary>
internal sealed class RoleApi(SecurityStore store, EmbeddedNodeSecurity superuser)
{
    private const int ShortestPassword = 6;

    public ApiReply Put(ApiRequest request)
    {
        var name = request.Segment("name");
        if (name == SecurityStore.Superuser)
        {
            throw ApiException.IllegalArgument($"Role [{name}] is reserved and may not be used.");
        }

        var role = RoleDescriptor.Read(request.RequiredJson());
        var isNew = store.FindRole(name) is null;
        store.SaveRole(name, role);
        return ApiReply.Ok(new JsonObject { ["role"] = new JsonObject { ["created"] = isNew } });
    }

    public ApiReply Get(ApiRequest request)
    {
        var names = request.OptionalSegment("name")?.Split(',');
        var found = store
            .Roles.Append((Name: SecurityStore.Superuser, Role: RoleDescriptor.Superuser))
            .Where(role => names is null || names.Contains(role.Name))
            .Select(role => KeyValuePair.Create(role.Name, (JsonNode?)role.Role.Show()))
            .ToArray();
        return ApiReply.Of(names is null || found.Length > 0 ? 200 : 404, new JsonObject(found));
    }

    public ApiReply Delete(ApiRequest request)
    {
        var name = request.Segment("name");
        var found = name != SecurityStore.Superuser && store.FindRole(name) is not null;
        store.RemoveRole(name);
        return ApiReply.Of(found ? 200 : 404, new JsonObject { ["found"] = found });
    }

    public ApiReply DeleteUser(ApiRequest request)
    {
        var name = request.Segment("name");
        var found = store.FindUser(name) is not null;
        store.RemoveUser(name);
        return ApiReply.Of(found ? 200 : 404, new JsonObject { ["found"] = found });
    }

    public ApiReply PutUser(ApiRequest request)
    {
        var name = request.Segment("name");
        if (name == superuser.UserName)
        {
            throw ApiException.IllegalArgument($"user [{name}] is reserved and only their password can be changed");
        }

        var body = request
            .RequiredJson()
            .Only("user", "password", "roles", "full_name", "email", "metadata", "enabled");
        if (body.Get("enabled")?.Boolean("enabled") == false)
        {
            throw ApiException.IllegalArgument("[enabled] can only be true on the embedded node");
        }

        var password = body.Get("password")?.Text("password");
        var roles = body.Get("roles")?.Texts("roles") ?? throw ApiException.Invalid("roles are missing");
        var existing = store.FindUser(name);
        if (password is { Length: < ShortestPassword })
        {
            throw ApiException.Invalid($"passwords must be at least [{ShortestPassword}] characters long");
        }

        store.Save(
            password is not null ? User.Create(name, password, roles)
            : existing is not null ? existing with { Roles = roles }
            : throw ApiException.Invalid("password must be specified unless you are updating an existing user")
        );
        return ApiReply.Ok(new JsonObject { ["created"] = existing is null });
    }
}
