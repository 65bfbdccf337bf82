using System.Text.Json.Nodes;

namespace Detections.Installation;

/// <summary>A privilege that the credentials in use do not have.</summary>
/// <param name="Index">The index or pattern; null for a privilege on the cluster.</param>
internal sealed record MissingPrivilege(Privilege Privilege, string? Index)
{
    /// <summary>What is missing, what does not work without it, and what to add.</summary>
    public string Sentence =>
        $"The {(Index is null ? "cluster " : "")}privilege {Privilege.Name}{(Index is null ? "" : $" on {Index}")} is missing. "
        + $"{Privilege.Without} Add to the role or the API key: {Grant}";

    /// <summary>The part of a role that is missing.</summary>
    public string Grant =>
        RoleDefinition.Text(
            Index is null
                ? new JsonObject { ["cluster"] = new JsonArray(Privilege.Name) }
                : new JsonObject
                {
                    ["indices"] = new JsonArray(
                        new JsonObject
                        {
                            ["names"] = new JsonArray(Index),
                            ["privileges"] = new JsonArray(Privilege.Name),
                        }
                    ),
                }
        );
}
