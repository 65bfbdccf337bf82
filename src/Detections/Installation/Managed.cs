using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detections.Installation;

/// <summary>The mark on what set-up has installed: whose it is, and which form of it.</summary>
internal static class Managed
{
    public const int Version = 1;
    private const string Owner = "detections";

    public static JsonObject Mark() => new() { ["managed_by"] = Owner, ["version"] = Version };

    /// <summary>Why what is there must not be touched; null when it may be.</summary>
    public static string? Objection(JsonElement mark)
    {
        if (
            mark.ValueKind != JsonValueKind.Object
            || !mark.TryGetProperty("managed_by", out var owner)
            || !owner.ValueEquals(Owner)
        )
        {
            return "something of this name is there already that `detections setup` did not make. Rename or remove it, or choose another Alerts:Namespace, then run setup again";
        }

        return
            mark.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number > Version
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"it was installed by a newer version of this program (form {number}, this one knows {Version}). Run setup with that version"
            )
            : null;
    }
}
