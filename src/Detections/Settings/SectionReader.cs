using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Detections.Settings;

/// <summary>
/// Reads one section key by key, and turns whatever is wrong into a sentence that names the key, what was found and
/// what is allowed. After a fault it returns the default, so that one reading finds all faults.
/// </summary>
internal sealed class SectionReader(SettingNode node, Findings findings)
{
    private const int MaxShownLength = 80;

    private readonly List<string> _known = [];

    public SectionReader(IConfigurationSection section, Findings findings)
        : this(SettingNode.Of(section), findings) { }

    public string Key => node.Key;

    /// <summary>How it is called in sentences.</summary>
    public string Path => node.Path;

    /// <summary>In a file a key that is not known is warned of; in the settings it is a fault.</summary>
    public bool IsOfFile => node.File is not null;

    public Location? Location => node.Location;

    /// <summary>The text as it stands, or null when the key is absent or empty. Never shown in a fault: it may be a secret.</summary>
    public string? Text(string key)
    {
        var value = Known(key);
        if (value.Children.Count > 0)
        {
            Fault(
                value,
                value.Kind == SettingKind.List
                    ? "is a list; allowed is one value."
                    : "has keys below it; allowed is one value.",
                FindingCode.WrongKind
            );
            return null;
        }

        return string.IsNullOrWhiteSpace(value.Value) ? null : value.Value;
    }

    /// <summary>
    /// A text that must not be told: as the key's own value or, better, in the file that the key followed by `File` names.
    /// </summary>
    public string? Secret(string key)
    {
        var text = Text(key);
        if (Text(key + "File") is not { } path)
        {
            return text;
        }

        if (text is not null)
        {
            Fault(
                key,
                $"is set beside {node.PathTo(key + "File")}; allowed is one of them.",
                FindingCode.Contradiction
            );
            return null;
        }

        text = FileContent(key + "File")?.Trim();
        if (text is { Length: 0 })
        {
            Fault(key + "File", $"names {path}, which is empty; it needs the secret as its only content.");
            return null;
        }

        return text;
    }

    /// <summary>
    /// What is in the file that the key names, which from then on is part of the settings. A secret set in place of its
    /// file is the likeliest slip, so only what looks like a path is repeated.
    /// </summary>
    public string? FileContent(string key)
    {
        if (Text(key) is not { } path)
        {
            return null;
        }

        if (!path.Any(char.IsControl))
        {
            findings.Names(path);
            try
            {
                return File.ReadAllText(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (PathText.LooksLikeOne(path))
                {
                    Refuse(key, path, $"the path of a file that can be read ({e.Message})", FindingCode.UnreadableFile);
                    return null;
                }
            }
        }

        Fault(
            key,
            "does not name a file that can be read; allowed is its whole path. The value is not shown, because it may be what belongs into the file.",
            FindingCode.UnreadableFile
        );
        return null;
    }

    public string? RequiredText(string key)
    {
        var text = Text(key);
        if (text is null && Known(key).Children.Count == 0)
        {
            Fault(key, "is missing; it needs a value.", FindingCode.MissingValue);
        }

        return text;
    }

    public IReadOnlyList<string> Texts(string key) => [.. TextNodes(key).Select(item => item.Value!)];

    /// <summary>The same, each with its place. Blank ones, which Kibana's forms leave behind, are passed over in files.</summary>
    public IReadOnlyList<SettingNode> TextNodes(string key)
    {
        var list = Known(key);
        if (!string.IsNullOrEmpty(list.Value))
        {
            var how = IsOfFile ? "" : $" (in the environment {EnvironmentName(key)}__0=…)";
            Fault(list, $"is a single value; allowed is a list{how}.", FindingCode.WrongKind);
            return [];
        }

        var texts = new List<SettingNode>();
        foreach (var item in list.Children)
        {
            if (IsOfFile && item.IsEmpty)
            {
                continue;
            }

            if (!IsIndex(item.Key) || string.IsNullOrWhiteSpace(item.Value))
            {
                Fault(item, "is not an entry of a list; allowed are texts that are not empty.", FindingCode.WrongKind);
            }
            else
            {
                texts.Add(item);
            }
        }

        return texts;
    }

    public bool Flag(string key, bool defaultValue)
    {
        var text = Text(key);
        if (text is null || bool.TryParse(text, out defaultValue))
        {
            return defaultValue;
        }

        Refuse(key, text, "true or false");
        return false;
    }

    public int? Number(string key, int min, int max)
    {
        var text = Text(key);
        if (text is null)
        {
            return null;
        }

        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= min && number <= max)
        {
            return number;
        }

        Refuse(key, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"));
        return null;
    }

    public TimeSpan? Time(string key, TimeSpan min, TimeSpan max)
    {
        var text = Text(key);
        if (text is null)
        {
            return null;
        }

        if (Duration.TryParse(text, out var duration) && duration >= min && duration <= max)
        {
            return duration;
        }

        Refuse(key, text, $"a duration such as 30s, 5m, 24h or 30d, from {Duration.Text(min)} to {Duration.Text(max)}");
        return null;
    }

    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> choices)
        where T : struct
    {
        var text = RequiredText(key);
        if (text is null)
        {
            return null;
        }

        if (choices.TryGetValue(text, out var choice))
        {
            return choice;
        }

        Refuse(key, text, string.Join(", ", choices.Keys));
        return null;
    }

    /// <summary>The entries of a list of objects or, in the settings, of one keyed by name.</summary>
    public IEnumerable<SectionReader> Items(string key)
    {
        var items = Known(key);
        if (!string.IsNullOrEmpty(items.Value))
        {
            Fault(items, "is a single value; allowed are entries with keys of their own.", FindingCode.WrongKind);
        }
        else if (items is { Kind: SettingKind.Object, Children.Count: > 0 })
        {
            Fault(items, "is one entry; allowed is a list of entries.", FindingCode.WrongKind);
            return [];
        }

        return items.Children.Select(item => new SectionReader(item, findings));
    }

    public SectionReader Below(string key) => new(Known(key), findings);

    /// <summary>Each entry of a list as it was written.</summary>
    public IReadOnlyList<JsonElement> Json(string key)
    {
        var list = Known(key);
        if (!string.IsNullOrEmpty(list.Value) || list is { Kind: SettingKind.Object, Children.Count: > 0 })
        {
            Fault(list, "is not a list; allowed is one.", FindingCode.WrongKind);
            return [];
        }

        return [.. list.Children.Select(item => item.ToJson())];
    }

    /// <summary>The entries of an object whose keys are not known beforehand, each as it was written.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Entries(string key)
    {
        var entries = Known(key);
        if (!string.IsNullOrEmpty(entries.Value) || entries.Kind == SettingKind.List)
        {
            Fault(entries, "is not an object; allowed is one.", FindingCode.WrongKind);
            return [];
        }

        return [.. entries.Children.Select(entry => KeyValuePair.Create(entry.Key, entry.ToJson()))];
    }

    /// <summary>Whether the key holds anything; an empty list holds nothing.</summary>
    public bool Holds(string key) => !Known(key).IsEmpty;

    /// <summary>Whether the key holds a list, in the settings one that is not empty.</summary>
    public bool IsList(string key)
    {
        var value = Known(key);
        return value.Kind == SettingKind.List
            || (!IsOfFile && value.Children.Count > 0 && value.Children.All(c => IsIndex(c.Key)));
    }

    public void Refuse(string key, string found, string allowed, FindingCode? code = null) =>
        Fault(key, $"is \"{Cut.To(found, MaxShownLength)}\"; allowed is {allowed}.", code);

    /// <param name="at">Which entry of the list that the key holds.</param>
    public void Refuse(string key, string found, string allowed, SettingNode at) =>
        findings.Fault(
            FindingCode.WrongValue,
            $"{node.PathTo(key)} is \"{Cut.To(found, MaxShownLength)}\"; allowed is {allowed}.",
            at.Location
        );

    /// <param name="at">What is wrong, of this section.</param>
    public void Refuse(SettingNode at, string allowed) =>
        Fault(at, $"is \"{Cut.To(at.Value ?? "", MaxShownLength)}\"; allowed is {allowed}.");

    /// <summary>A mistake in a query: in a file it is told by its place, else by line and column of the text.</summary>
    public void RefuseQuery(string key, string verdict, string mistake, int line, int column)
    {
        var value = node.ChildOrNone(key);
        var place = IsOfFile ? "" : string.Create(CultureInfo.InvariantCulture, $", line {line}, column {column}");
        findings.Fault(
            FindingCode.WrongQuery,
            $"{value.Path} {verdict}{place}: {mistake}",
            value.LocateInside(line, column)
        );
    }

    /// <summary>Of an address no more is shown than where it leads: before an @ and after a question mark there may be a secret.</summary>
    public void RefuseUrl(string key, string found, string allowed, string insteadOfPassword)
    {
        if (found.Contains('@', StringComparison.Ordinal))
        {
            Fault(key, $"has an @, not shown because a password may stand before it; {insteadOfPassword}.");
            return;
        }

        var end = found.AsSpan().IndexOfAny('?', '#');
        Refuse(key, end < 0 ? found : found[..(end + 1)] + "…", allowed);
    }

    /// <param name="verdict">The sentence after the key.</param>
    /// <param name="code">By default that the value is not allowed.</param>
    public void Fault(string key, string verdict, FindingCode? code = null) =>
        Fault(node.ChildOrNone(key), verdict, code);

    /// <param name="at">What is wrong, of this section.</param>
    /// <param name="verdict">The sentence after its path.</param>
    /// <param name="code">By default that the value is not allowed.</param>
    public void Fault(SettingNode at, string verdict, FindingCode? code = null) =>
        findings.Fault(code ?? FindingCode.WrongValue, $"{at.Path} {verdict}", at.Location);

    /// <param name="verdict">The sentence after the key.</param>
    public void Warn(string key, string verdict, FindingCode code)
    {
        var value = node.ChildOrNone(key);
        findings.Warn(code, $"{value.Path} {verdict}", value.Location);
    }

    /// <summary>Takes keys for known that are not read.</summary>
    public void Accept(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            Known(key);
        }
    }

    /// <summary>To be called last: what nobody asked for until then is not a setting.</summary>
    public void RefuseUnknownKeys()
    {
        if (!string.IsNullOrEmpty(node.Value))
        {
            findings.Fault(
                FindingCode.WrongKind,
                $"{node.Path} is a single value; allowed is a section with the keys {string.Join(", ", _known)}.",
                node.Location
            );
        }

        foreach (var child in node.Children)
        {
            if (_known.Contains(child.Key, IsOfFile ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var nearest = Spelling.Nearest(child.Key, _known);
            if (IsOfFile)
            {
                var hint = nearest is null ? "" : $" Did you mean {nearest}?";
                findings.Warn(
                    FindingCode.UnknownKey,
                    $"{child.Path} is not a known key and has no effect.{hint}",
                    child.KeyLocation
                );
                continue;
            }

            var help = nearest is null ? $"Known here are {string.Join(", ", _known)}." : $"Did you mean {nearest}?";
            Fault(child, $"is not a setting. {help}", FindingCode.UnknownKey);
        }
    }

    private SettingNode Known(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
            if (!IsOfFile)
            {
                findings.LookedFor(node.PathTo(key));
            }
        }

        return node.ChildOrNone(key);
    }

    private string EnvironmentName(string key) => node.PathTo(key).Replace(":", "__", StringComparison.Ordinal);

    private static bool IsIndex(string key) => key.All(char.IsAsciiDigit);
}
