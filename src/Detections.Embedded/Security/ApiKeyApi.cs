using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Security;

/// <summary><c>_security/api_key</c>.</summary>
internal sealed class ApiKeyApi(SecurityStore store, TimeProvider clock)
{
    private const string Actions = "cluster:admin/xpack/security/api_key/";

    public ApiReply Create(ApiRequest request)
    {
        request.Caller.RequireCluster(Actions + "create");
        var body = request.RequiredJson().Only("api_key", "name", "role_descriptors", "expiration", "metadata");
        var roles = Roles(body);
        if (
            request.Caller.ApiKey is not null
            && (roles.Count == 0 || roles.Any(role => role.Value!.AsObject().Count > 0))
        )
        {
            throw ApiException.IllegalArgument(
                "creating derived api keys requires an explicit role descriptor that is empty (has no privileges)"
            );
        }

        var secret = Catalog.NewId(16);
        var now = clock.GetUtcNow();
        var expires = body.Get("expiration")?.Text("expiration") is { } expiration
            ? (now + TimeText.Parse(expiration, "expiration")).ToUnixTimeMilliseconds()
            : (long?)null;
        var key = new ApiKeyRecord(
            Catalog.NewId(15),
            body.Get("name")?.Text("name") ?? throw ApiException.Invalid("api key name is required"),
            request.Caller.Name,
            ApiKeyRecord.Hash(secret),
            now.ToUnixTimeMilliseconds()
        )
        {
            Expires = expires,
            Roles = roles,
            OwnerRoles = store.Describe(request.Caller.Roles),
            Metadata = body.Get("metadata") is { } metadata ? metadata.ToNode().RequiredObject("metadata") : [],
        };
        store.Save(key);
        var answer = new JsonObject
        {
            ["id"] = key.Id,
            ["name"] = key.Name,
            ["api_key"] = secret,
            ["encoded"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key.Id}:{secret}")),
        };
        if (expires is { } end)
        {
            answer["expiration"] = end;
        }

        return ApiReply.Ok(answer);
    }

    public ApiReply Get(ApiRequest request)
    {
        var found = Matching(
            request.Caller,
            "get",
            request.Names("id"),
            request.Names("name"),
            request.Names("username"),
            request.Flag("owner")
        );
        var shown = new JsonArray([
            .. found
                .Where(key => !request.Flag("active_only") || !key.IsInvalidated && !key.IsExpired(clock.GetUtcNow()))
                .Select(key => key.Show()),
        ]);
        return ApiReply.Of(
            shown.Count == 0 && request.Names("id") is not null ? 404 : 200,
            new JsonObject { ["api_keys"] = shown }
        );
    }

    public ApiReply Invalidate(ApiRequest request)
    {
        var body = request.RequiredJson().Only("invalidate_api_key", "ids", "id", "name", "username", "owner");
        var keys = Matching(
            request.Caller,
            "invalidate",
            (body.Get("ids") ?? body.Get("id"))?.Texts("ids"),
            body.Get("name")?.Texts("name"),
            body.Get("username")?.Texts("username"),
            body.Get("owner")?.Boolean("owner") ?? false
        );
        foreach (var key in keys.Where(key => !key.IsInvalidated))
        {
            store.Save(key with { IsInvalidated = true });
        }

        return ApiReply.Ok(
            new JsonObject
            {
                ["invalidated_api_keys"] = Ids(keys.Where(key => !key.IsInvalidated)),
                ["previously_invalidated_api_keys"] = Ids(keys.Where(key => key.IsInvalidated)),
                ["error_count"] = 0,
            }
        );
    }

    /// <summary>Who may not look at all keys may look at their own; a key needs no privilege to look at itself.</summary>
    private ApiKeyRecord[] Matching(
        Caller caller,
        string verb,
        IReadOnlyList<string>? ids,
        IReadOnlyList<string>? names,
        IReadOnlyList<string>? owners,
        bool owned
    )
    {
        var found = store
            .ApiKeys.Where(key => ids?.Contains(key.Id) != false)
            .Where(key => names is null || Glob.MatchesAny(names, key.Name))
            .Where(key => owners?.Contains(key.Owner) != false)
            .Where(key => !owned || key.Owner == caller.Name)
            .ToArray();
        if (verb == "get" && ids is [var id] && caller.ApiKey is { } itself && (string?)itself["id"] == id)
        {
            return found;
        }

        var isOwn = owned || (found.Length > 0 && Array.TrueForAll(found, key => key.Owner == caller.Name));
        if (!isOwn || !caller.Permissions.GrantsCluster($"{Actions}{verb}/own"))
        {
            caller.RequireCluster(Actions + verb);
        }

        return found;
    }

    private static JsonObject Roles(JsonElement body)
    {
        if (body.Get("role_descriptors") is not { } roles)
        {
            return [];
        }

        var read = roles.ToNode().RequiredObject("role_descriptors");
        foreach (var (_, role) in read)
        {
            RoleDescriptor.Read(role.RequiredObject("role_descriptors"));
        }

        return read;
    }

    private static JsonArray Ids(IEnumerable<ApiKeyRecord> keys) => [.. keys.Select(key => JsonValue.Create(key.Id))];
}
