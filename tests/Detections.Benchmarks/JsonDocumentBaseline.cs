using System.Text.Json;
using System.Text.RegularExpressions;

namespace Detections.Benchmarks;

/// <summary>The built-in query as one would write it by hand, with a JSON document and regular expressions.</summary>
internal sealed class JsonDocumentBaseline
{
    private const RegexOptions Options =
        RegexOptions.Compiled
        | RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant
        | RegexOptions.Singleline
        | RegexOptions.ExplicitCapture;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Regex _parents = new(@"\A(UMService\.exe|UMWorkerProcess\.exe)\z", Options, Timeout);

    private readonly Regex _exempt = new(
        @"\A(.:\\Windows\\System32\\werfault\.exe|.:\\Windows\\System32\\wermgr\.exe"
            + @"|.:\\Program\ Files\\Microsoft\\Exchange\ Server\\V..\\Bin\\UMWorkerProcess\.exe"
            + @"|D:\\Exchange\ 2016\\Bin\\UMWorkerProcess\.exe|E:\\ExchangeServer\\Bin\\UMWorkerProcess\.exe)\z",
        Options,
        Timeout
    );

    public bool Matches(ReadOnlyMemory<byte> source)
    {
        using var document = JsonDocument.Parse(source);
        var root = document.RootElement;
        return Any(root, "event.category", text => text == "process")
            && Any(root, "event.type", text => text == "start")
            && Any(root, "process.parent.name", _parents.IsMatch)
            && !Any(root, "process.executable", _exempt.IsMatch);
    }

    /// <summary>Whether any value at a path passes a test of its text.</summary>
    public static bool Any(JsonElement element, ReadOnlySpan<char> path, Func<string, bool> test)
    {
        if (path.IsEmpty)
        {
            return element.ValueKind switch
            {
                JsonValueKind.Array => AnyItem(element, path, test),
                JsonValueKind.String => test(element.GetString()!),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => test(element.GetRawText()),
                _ => false,
            };
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            return AnyItem(element, path, test);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (element.TryGetProperty(path, out var whole))
        {
            return Any(whole, [], test);
        }

        var dot = path.IndexOf('.');
        return dot > 0 && element.TryGetProperty(path[..dot], out var inner) && Any(inner, path[(dot + 1)..], test);
    }

    private static bool AnyItem(JsonElement array, ReadOnlySpan<char> path, Func<string, bool> test)
    {
        foreach (var item in array.EnumerateArray())
        {
            if (Any(item, path, test))
            {
                return true;
            }
        }

        return false;
    }
}
