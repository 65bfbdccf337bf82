using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Security;

/// <summary>An API key as it is kept: its secret only as a hash.</summary>
internal sealed record ApiKeyRecord(string Id, string Name, string Owner, string SecretHash, long Created)
{
    public long? Expires { get; init; }

    public bool IsInvalidated { get; init; }

    /// <summary>By name of role; empty where the key may do what its owner may.</summary>
    public JsonObject Roles { get; init; } = [];

    /// <summary>What the owner was allowed when the key was made.</summary>
    public JsonObject OwnerRoles { get; init; } = [];

    public JsonObject Metadata { get; init; } = [];

    public bool IsExpired(DateTimeOffset now) => Expires <= now.ToUnixTimeMilliseconds();

    public bool HasSecret(string secret) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(SecretHash),
            Encoding.UTF8.GetBytes(Hash(secret))
        );

    /// <summary>A secret of this many random bits needs no slow hash.</summary>
    public static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public JsonObject ToJson() =>
        new()
        {
            ["name"] = Name,
            ["owner"] = Owner,
            ["hash"] = SecretHash,
            ["created"] = Created,
            ["expires"] = Expires,
            ["invalidated"] = IsInvalidated,
            ["roles"] = Roles.DeepClone(),
            ["owner_roles"] = OwnerRoles.DeepClone(),
            ["metadata"] = Metadata.DeepClone(),
        };

    public static ApiKeyRecord FromJson(string id, JsonNode json) =>
        new(id, (string)json["name"]!, (string)json["owner"]!, (string)json["hash"]!, (long)json["created"]!)
        {
            Expires = (long?)json["expires"],
            IsInvalidated = (bool)json["invalidated"]!,
            Roles = json["roles"]!.DeepClone().AsObject(),
            OwnerRoles = json["owner_roles"]!.DeepClone().AsObject(),
            Metadata = json["metadata"]!.DeepClone().AsObject(),
        };

    public JsonObject Show()
    {
        JsonObject shown = new()
        {
            ["id"] = Id,
            ["name"] = Name,
            ["type"] = "rest",
            ["creation"] = Created,
            ["invalidated"] = IsInvalidated,
            ["username"] = Owner,
            ["realm"] = Authentication.Realm,
            ["metadata"] = Metadata.DeepClone(),
            ["role_descriptors"] = Roles.DeepClone(),
        };
        if (Expires is { } expires)
        {
            shown["expiration"] = expires;
        }

        return shown;
    }
}
