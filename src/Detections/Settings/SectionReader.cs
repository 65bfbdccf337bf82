using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Detections.Settings;

/// <summary>
/// Reads one section key by key, and turns whatever is wrong into a sentence that names the key, what was found and
/// what is allowed. After a fault it returns the default, so that one reading finds all faults.
/// </summary>
internal sealed class SectionReader(IConfigurationSection section, Findings findings)
{
    private const int MaxShownLength = 80;

    private readonly List<string> _known = [];

    public string Key => section.Key;

    /// <summary>The text as it stands, or null when the key is absent or empty. Never shown in a fault: it may be a secret.</summary>
    public string? Text(string key)
    {
        var value = Known(key);
        if (value.GetChildren().Any())
        {
            Fault(key, "has keys below it; allowed is one value.", FindingCode.WrongKind);
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
            Fault(key, $"is set beside {section.Path}:{key}File; allowed is one of them.", FindingCode.Contradiction);
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
        if (text is null && !Known(key).GetChildren().Any())
        {
            Fault(key, "is missing; it needs a value.", FindingCode.MissingValue);
        }

        return text;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        var list = Known(key);
        if (!string.IsNullOrEmpty(list.Value))
        {
            Fault(
                key,
                $"is a single value; allowed is a list (in the environment {EnvironmentName(key)}__0=…).",
                FindingCode.WrongKind
            );
            return [];
        }

        var texts = new List<string>();
        foreach (var item in list.GetChildren())
        {
            if (!IsIndex(item.Key) || string.IsNullOrWhiteSpace(item.Value))
            {
                Fault(
                    $"{key}:{item.Key}",
                    "is not an entry of a list; allowed are texts that are not empty.",
                    FindingCode.WrongKind
                );
            }
            else
            {
                texts.Add(item.Value);
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

    /// <summary>The entries of a list of objects, or of one keyed by name.</summary>
    public IEnumerable<SectionReader> Items(string key)
    {
        var items = Known(key);
        if (!string.IsNullOrEmpty(items.Value))
        {
            Fault(key, "is a single value; allowed are entries with keys of their own.", FindingCode.WrongKind);
        }

        return items.GetChildren().Select(item => new SectionReader(item, findings));
    }

    public SectionReader Below(string key) => new(Known(key), findings);

    /// <summary>Whether the key holds anything; an empty list holds nothing.</summary>
    public bool Holds(string key)
    {
        var value = Known(key);
        return !string.IsNullOrEmpty(value.Value) || value.GetChildren().Any();
    }

    public void Refuse(string key, string found, string allowed, FindingCode? code = null) =>
        Fault(key, $"is \"{Cut.To(found, MaxShownLength)}\"; allowed is {allowed}.", code);

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
        findings.Fault(code ?? FindingCode.WrongValue, $"{section.Path}:{key} {verdict}");

    /// <param name="verdict">The sentence after the key.</param>
    public void Warn(string key, string verdict, FindingCode code) =>
        findings.Warn(code, $"{section.Path}:{key} {verdict}");

    /// <summary>To be called last: what nobody asked for until then is not a setting.</summary>
    public void RefuseUnknownKeys()
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            findings.Fault(
                FindingCode.WrongKind,
                $"{section.Path} is a single value; allowed is a section with the keys {string.Join(", ", _known)}."
            );
        }

        foreach (var child in section.GetChildren())
        {
            if (_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var nearest = Spelling.Nearest(child.Key, _known);
            var help = nearest is null ? $"Known here are {string.Join(", ", _known)}." : $"Did you mean {nearest}?";
            Fault(child.Key, $"is not a setting. {help}", FindingCode.UnknownKey);
        }
    }

    private IConfigurationSection Known(string key)
    {
        if (!_known.Contains(key))
        {
            _known.Add(key);
            findings.LookedFor($"{section.Path}:{key}");
        }

        return section.GetSection(key);
    }

    private string EnvironmentName(string key) => $"{section.Path}:{key}".Replace(":", "__", StringComparison.Ordinal);

    private static bool IsIndex(string key) => key.All(char.IsAsciiDigit);
}
