using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Security;

/// <summary>Tells from a request's <c>Authorization</c> header who is calling.</summary>
internal sealed class Authentication(
    Catalog catalog,
    SecurityStore store,
    EmbeddedNodeSecurity? security,
    TimeProvider clock
)
{
    public const string Realm = "native1";
    private const string Anonymous = "embedded";

    private static readonly Permissions Everything = new([RoleDescriptor.Superuser]);

    /// <summary>Without security everybody may do everything.</summary>
    private readonly Caller _everybody = new(catalog, Anonymous, "anonymous", [SecurityStore.Superuser])
    {
        Permissions = Everything,
        IsSuperuser = true,
    };

    public static IReadOnlyList<string> Challenges { get; } = ["Basic realm=\"security\", charset=\"UTF-8\"", "ApiKey"];

    public Caller Authenticate(ApiRequest request)
    {
        if (security is null)
        {
            return _everybody;
        }

        if (request.Authorization is not { Length: > 0 } header)
        {
            throw Refused($"missing authentication credentials for REST request [{request.Path}]");
        }

        var (scheme, credentials) = header.IndexOf(' ', StringComparison.Ordinal) is var space and > 0
            ? (header[..space], header[(space + 1)..].Trim())
            : (header, "");
        var caller = scheme.ToUpperInvariant() switch
        {
            "BASIC" => Basic(security, Split(credentials)),
            "APIKEY" => ApiKey(Split(credentials)),
            _ => null,
        };
        return caller
            ?? throw Refused(
                scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
                    ? $"unable to authenticate user [{Split(credentials).Name}] for REST request [{request.Path}]"
                    : $"unable to authenticate with provided credentials and anonymous access is not allowed for this request [{request.Path}]"
            );
    }

    private Caller? Basic(EmbeddedNodeSecurity superuser, (string Name, string Secret) credentials)
    {
        var (name, password) = credentials;
        if (name == superuser.UserName)
        {
            return AreEqual(password, superuser.Password)
                ? new Caller(catalog, name, "realm", [SecurityStore.Superuser])
                {
                    Permissions = Everything,
                    IsSuperuser = true,
                }
                : null;
        }

        return store.FindUser(name) is { } user && user.HasPassword(password)
            ? new Caller(catalog, name, "realm", user.Roles)
            {
                Permissions = new Permissions(Read(store.Describe(user.Roles))),
                IsSuperuser = user.Roles.Contains(SecurityStore.Superuser),
            }
            : null;
    }

    private Caller? ApiKey((string Id, string Secret) credentials)
    {
        if (store.FindApiKey(credentials.Id) is not { } key || !key.HasSecret(credentials.Secret))
        {
            return null;
        }

        if (key.IsInvalidated)
        {
            throw Refused($"unable to authenticate: API key [{key.Id}] has been invalidated");
        }

        if (key.IsExpired(clock.GetUtcNow()))
        {
            throw Refused($"unable to authenticate: API key [{key.Id}] is expired");
        }

        var owner = new Permissions(Read(key.OwnerRoles));
        return new Caller(catalog, key.Owner, "api_key", [])
        {
            Permissions = key.Roles.Count == 0 ? owner : new Permissions(Read(key.Roles), owner),
            ApiKey = new JsonObject { ["id"] = key.Id, ["name"] = key.Name },
        };
    }

    private static RoleDescriptor[] Read(JsonObject roles) =>
        [.. roles.Select(role => RoleDescriptor.Read(role.Value!))];

    /// <summary>Name and secret; empty where the text is not what it should be.</summary>
    private static (string Name, string Secret) Split(string base64)
    {
        var bytes = new byte[base64.Length];
        var text = Convert.TryFromBase64String(base64, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, length))
            : "";
        return text.IndexOf(':', StringComparison.Ordinal) is var colon and > 0
            ? (text[..colon], text[(colon + 1)..])
            : ("", "");
    }

    private static bool AreEqual(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    private static ApiException Refused(string reason) =>
        new(401, "security_exception", reason)
        {
            Details = new JsonObject
            {
                ["header"] = new JsonObject
                {
                    ["WWW-Authenticate"] = new JsonArray([.. Challenges.Select(one => JsonValue.Create(one))]),
                },
            },
        };
}
