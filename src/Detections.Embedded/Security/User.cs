using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Detections.Embedded.Security;

/// <summary>A user who is not the one the node was started with. The password is kept as a salted hash.</summary>
internal sealed record User(string Name, string Salt, string Hash, IReadOnlyList<string> Roles)
{
    private const int Iterations = 10_000;
    private const int HashBytes = 32;

    public static User Create(string name, string password, IReadOnlyList<string> roles)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new User(name, Convert.ToBase64String(salt), HashOf(password, salt), roles);
    }

    public bool HasPassword(string password) =>
        CryptographicOperations.FixedTimeEquals(
            Convert.FromBase64String(Hash),
            Convert.FromBase64String(HashOf(password, Convert.FromBase64String(Salt)))
        );

    public JsonObject ToJson() =>
        new()
        {
            ["salt"] = Salt,
            ["hash"] = Hash,
            ["roles"] = new JsonArray([.. Roles.Select(role => JsonValue.Create(role))]),
        };

    public static User FromJson(string name, JsonNode json) =>
        new(
            name,
            (string)json["salt"]!,
            (string)json["hash"]!,
            [.. json["roles"]!.AsArray().Select(role => (string)role!)]
        );

    private static string HashOf(string password, byte[] salt) =>
        Convert.ToBase64String(
            Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes)
        );
}
