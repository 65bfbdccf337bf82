using System.Buffers;
using System.Text.Json;

namespace Detections.Embedded.Http;

/// <summary>The <c>filter_path</c> parameter: keeps (or, after a minus, drops) parts of a response.</summary>
internal sealed class FilterPath(List<string[]> included, List<string[]> excluded)
{
    public static FilterPath Parse(string text)
    {
        List<string[]> included = [];
        List<string[]> excluded = [];
        foreach (var path in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (path.StartsWith('-'))
            {
                excluded.Add(path[1..].Split('.'));
            }
            else
            {
                included.Add(path.Split('.'));
            }
        }
        return new FilterPath(included, excluded);
    }

    public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json)
    {
        var document = JsonBody.Parse(json, JsonBody.DeepestAnswer);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ApiReply.WriterOptions))
        {
            var cut = Cut(document, included.Count == 0 ? null : included, excluded);
            (cut ?? new Dictionary<string, object>()).WriteTo(writer);
        }
        return buffer.WrittenMemory;
    }

    /// <summary>What is left of a value; null where nothing is. <paramref name="wanted"/> is null where all is wanted.</summary>
    private static object? Cut(JsonElement value, List<string[]>? wanted, List<string[]> unwanted) =>
        value.ValueKind switch
        {
            _ when wanted is null && unwanted.Count == 0 => value,
            JsonValueKind.Object => CutObject(value, wanted, unwanted),
            JsonValueKind.Array => CutArray(value, wanted, unwanted),
            _ => wanted is null ? value : null,
        };

    private static Dictionary<string, object>? CutObject(
        JsonElement value,
        List<string[]>? wanted,
        List<string[]> unwanted
    )
    {
        Dictionary<string, object> kept = [];
        foreach (var property in value.EnumerateObject())
        {
            var (drop, stillUnwanted) = Step(property.Name, unwanted);
            var (keep, stillWanted) = wanted is null ? (true, []) : Step(property.Name, wanted);
            if (drop || !(keep || stillWanted.Count > 0))
            {
                continue;
            }

            if (Cut(property.Value, keep ? null : stillWanted, stillUnwanted) is { } cut)
            {
                kept[property.Name] = cut;
            }
        }
        return kept.Count > 0 ? kept : null;
    }

    private static List<object>? CutArray(JsonElement value, List<string[]>? wanted, List<string[]> unwanted)
    {
        List<object> kept = [];
        foreach (var item in value.EnumerateArray())
        {
            if (Cut(item, wanted, unwanted) is { } cut)
            {
                kept.Add(cut);
            }
        }
        return kept.Count > 0 ? kept : null;
    }

    /// <summary>Walks each path over one name: whether one ends there, and what remains of the others.</summary>
    private static (bool Ends, List<string[]> Remaining) Step(string name, List<string[]> paths)
    {
        var ends = false;
        List<string[]> remaining = [];
        foreach (var path in paths)
        {
            if (path[0] == "**")
            {
                remaining.Add(path);
                if (path.Length == 1)
                {
                    ends = true;
                }
                else
                {
                    Advance(path[1..]);
                }
            }
            else
            {
                Advance(path);
            }
        }
        return (ends, remaining);

        void Advance(string[] path)
        {
            if (!Glob.Matches(path[0], name))
            {
                return;
            }

            if (path.Length == 1)
            {
                ends = true;
            }
            else
            {
                remaining.Add(path[1..]);
            }
        }
    }
}
