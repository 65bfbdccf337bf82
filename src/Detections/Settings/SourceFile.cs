using System.Text;

namespace Detections.Settings;

/// <summary>The text of a file, which knows the place of each of its characters.</summary>
internal sealed class SourceFile
{
    /// <summary>The whole catalogue of Elastic as one export is about half of it.</summary>
    private const int MostMegabytes = 32;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _shownPath;
    private int[]? _lineStarts;

    public SourceFile(string path, string text)
    {
        FullPath = Path.GetFullPath(path);
        Text = text;
        _shownPath = Shown(FullPath);
    }

    public string FullPath { get; }
    public string Text { get; }

    /// <summary>The file, or null and why it cannot be read.</summary>
    public static SourceFile? Read(string path, out Finding? trouble)
    {
        try
        {
            trouble = null;
            var bytes = BoundedFile.Read(path, MostMegabytes).AsSpan();
            return new(path, Utf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble = Trouble(FindingCode.UnreadableFile, path, $"The file cannot be read. {e.Message}");
        }
        catch (DecoderFallbackException)
        {
            trouble = Trouble(FindingCode.WrongSyntax, path, "The file is not UTF-8 text; save it in that encoding.");
        }

        return null;
    }

    /// <param name="offset">Of a character, or the length of the text.</param>
    public Location Locate(int offset)
    {
        _lineStarts ??= LineStarts();
        var line = Array.BinarySearch(_lineStarts, offset);
        line = line < 0 ? ~line - 1 : line;
        return new(_shownPath, line + 1, offset - _lineStarts[line] + 1);
    }

    /// <summary>The place of one character of a quoted value, whose escapes are longer than what they stand for.</summary>
    /// <param name="start">Where the opening quote is.</param>
    /// <param name="index">The character, in the value.</param>
    public Location LocateInside(int start, int index)
    {
        if (start >= Text.Length || Text[start] is not ('"' or '\''))
        {
            return Locate(start);
        }

        var quote = Text[start];
        var isMultiline = Text.AsSpan(start).StartsWith([quote, quote, quote]);
        var at = start + (isMultiline ? 3 : 1);
        if (isMultiline)
        {
            at +=
                Text.AsSpan(at).StartsWith("\r\n") ? 2
                : Text.AsSpan(at).StartsWith("\n") ? 1
                : 0;
        }

        for (var i = 0; at < Text.Length; )
        {
            var (length, units) = quote == '"' && Text[at] == '\\' ? Escape(at) : (1, 1);
            if (i + units > index)
            {
                break;
            }

            at += length;
            i += units;
        }

        return Locate(Math.Min(at, Text.Length));
    }

    private int[] LineStarts()
    {
        var starts = new List<int> { 0 };
        for (var end = Text.IndexOf('\n'); end >= 0; end = Text.IndexOf('\n', end + 1))
        {
            starts.Add(end + 1);
        }

        return [.. starts];
    }

    private static Finding Trouble(FindingCode code, string path, string message) =>
        new(code, FindingSeverity.Error, new Location(Shown(Path.GetFullPath(path)), 1, 1), message);

    /// <summary>As short as it leads there from here.</summary>
    private static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>How long an escape is, and how long what it stands for.</summary>
    private (int Length, int Units) Escape(int at)
    {
        switch (at + 1 < Text.Length ? Text[at + 1] : default)
        {
            case 'x':
                return (4, 1);
            case 'u':
                return (6, 1);
            case 'U':
                return (10, Text.AsSpan(at + 2).StartsWith("0000") ? 1 : 2);
            case ' ' or '\t' or '\r' or '\n':
                var end = Text.AsSpan(at + 1).IndexOfAnyExcept(" \t\r\n");
                return (end < 0 ? Text.Length - at : end + 1, 0);
            default:
                return (2, 1);
        }
    }
}
