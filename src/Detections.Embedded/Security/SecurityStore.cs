using System.Text.Json.Nodes;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Security;

/// <summary>Roles, users and API keys.</summary>
internal sealed class SecurityStore(Metadata metadata)
{
    public const string Superuser = "superuser";

    private const string RoleKind = "role";
    private const string UserKind = "user";
    private const string ApiKeyKind = "api_key";

    public IEnumerable<(string Name, RoleDescriptor Role)> Roles =>
        metadata.All(RoleKind).Select(role => (role.Name, RoleDescriptor.Read(role.Body)));

    public IEnumerable<ApiKeyRecord> ApiKeys =>
        metadata.All(ApiKeyKind).Select(key => ApiKeyRecord.FromJson(key.Name, key.Body));

    public RoleDescriptor? FindRole(string name) =>
        name == Superuser ? RoleDescriptor.Superuser
        : metadata.Find(RoleKind, name) is { } body ? RoleDescriptor.Read(body)
        : null;

    public void SaveRole(string name, RoleDescriptor role) => metadata.Put(RoleKind, name, role.Body);

    public void RemoveRole(string name) => metadata.Remove(RoleKind, name);

    public User? FindUser(string name) => metadata.Find(UserKind, name) is { } body ? User.FromJson(name, body) : null;

    public void Save(User user) => metadata.Put(UserKind, user.Name, user.ToJson());

    public void RemoveUser(string name) => metadata.Remove(UserKind, name);

    public ApiKeyRecord? FindApiKey(string id) =>
        metadata.Find(ApiKeyKind, id) is { } body ? ApiKeyRecord.FromJson(id, body) : null;

    public void Save(ApiKeyRecord key) => metadata.Put(ApiKeyKind, key.Id, key.ToJson());

    /// <summary>The descriptors of roles by name; a role that does not exist allows nothing.</summary>
    public JsonObject Describe(IEnumerable<string> roles) =>
        new(
            roles
                .Select(name => (name, Role: FindRole(name)))
                .Where(pair => pair.Role is not null)
                .Select(pair => KeyValuePair.Create(pair.name, (JsonNode?)pair.Role!.Body.DeepClone()))
        );
}
