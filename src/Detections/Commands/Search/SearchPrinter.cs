using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Detections.Eql;

namespace Detections.Commands.Search;

/// <summary>Prints what was found: a line for each event, or the answer of `_eql/search`.</summary>
internal static class SearchPrinter
{
    private static readonly JsonWriterOptions Json = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Print(QuerySearch search, EqlQueryKind kind, OutputFormat format, Stream output)
    {
        if (format == OutputFormat.Json)
        {
            WriteJson(search, kind, output);
            return;
        }

        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        foreach (var match in search.Found)
        {
            if (kind != EqlQueryKind.Event)
            {
                writer.WriteLine(
                    match.JoinKeys.Count == 0
                        ? $"{kind}"
                        : $"{kind} by {string.Join(", ", match.JoinKeys.Select(key => key ?? "null"))}"
                );
            }

            foreach (var found in match.Events)
            {
                writer.WriteLine(found is null ? "(missing)" : Line(found));
            }
        }

        var shown = search.Found.Count < search.Total ? $"; {search.Found.Count} shown (see --size)" : "";
        writer.WriteLine(
            kind == EqlQueryKind.Event
                ? $"{search.Total} of {search.Events} events match{shown}"
                : $"{search.Total} {kind.ToString().ToLowerInvariant()}s in {search.Events} events{shown}"
        );
    }

    private static string Line(FoundEvent found) =>
        $"{(found.Index is null ? found.Id : $"{found.Index}/{found.Id}")}  {Encoding.UTF8.GetString(found.Source)}";

    private static void WriteJson(QuerySearch search, EqlQueryKind kind, Stream output)
    {
        using var w = new Utf8JsonWriter(output, Json);
        w.WriteStartObject();
        w.WriteBoolean("is_partial", false);
        w.WriteBoolean("is_running", false);
        w.WriteBoolean("timed_out", false);
        w.WriteStartObject("hits");
        w.WriteStartObject("total");
        w.WriteNumber("value", search.Total);
        w.WriteString("relation", "eq");
        w.WriteEndObject();
        if (kind == EqlQueryKind.Event)
        {
            w.WritePropertyName("events");
            WriteEvents(w, search.Found.SelectMany(match => match.Events));
        }
        else
        {
            WriteSequences(w, search.Found);
        }

        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteSequences(Utf8JsonWriter w, IReadOnlyList<FoundMatch> matches)
    {
        w.WriteStartArray("sequences");
        foreach (var match in matches)
        {
            w.WriteStartObject();
            if (match.JoinKeys.Count > 0)
            {
                w.WriteStartArray("join_keys");
                foreach (var key in match.JoinKeys)
                {
                    w.WriteStringValue(key);
                }

                w.WriteEndArray();
            }

            w.WritePropertyName("events");
            WriteEvents(w, match.Events);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    private static void WriteEvents(Utf8JsonWriter w, IEnumerable<FoundEvent?> events)
    {
        w.WriteStartArray();
        foreach (var found in events)
        {
            w.WriteStartObject();
            w.WriteString("_index", found?.Index ?? "");
            w.WriteString("_id", found?.Id ?? "");
            w.WritePropertyName("_source");
            if (found is null)
            {
                w.WriteStartObject();
                w.WriteEndObject();
                w.WriteBoolean("missing", true);
            }
            else
            {
                w.WriteRawValue(found.Source, skipInputValidation: true);
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
    }
}
