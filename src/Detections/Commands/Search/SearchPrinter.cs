using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Detections.Commands.Search;

/// <summary>Prints the events found: a line each, or the answer of `_eql/search`.</summary>
internal static class SearchPrinter
{
    private static readonly JsonWriterOptions Json = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Print(EventSearch search, OutputFormat format, Stream output)
    {
        if (format == OutputFormat.Json)
        {
            WriteJson(search, output);
            return;
        }

        using var writer = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true);
        var shown = 0;
        foreach (var found in search.Found.InOrder)
        {
            var place = found.Index is null ? found.Id : $"{found.Index}/{found.Id}";
            writer.WriteLine($"{place}  {Encoding.UTF8.GetString(found.Source)}");
            shown++;
        }

        var total = search.Found.Total;
        writer.WriteLine(
            $"{total} of {search.Events} events match{(shown < total ? $"; {shown} shown (see --size)" : "")}"
        );
    }

    private static void WriteJson(EventSearch search, Stream output)
    {
        using var w = new Utf8JsonWriter(output, Json);
        w.WriteStartObject();
        w.WriteBoolean("is_partial", false);
        w.WriteBoolean("is_running", false);
        w.WriteBoolean("timed_out", false);
        w.WriteStartObject("hits");
        w.WriteStartObject("total");
        w.WriteNumber("value", search.Found.Total);
        w.WriteString("relation", "eq");
        w.WriteEndObject();
        w.WriteStartArray("events");
        foreach (var found in search.Found.InOrder)
        {
            w.WriteStartObject();
            w.WriteString("_index", found.Index ?? "");
            w.WriteString("_id", found.Id);
            w.WritePropertyName("_source");
            w.WriteRawValue(found.Source, skipInputValidation: true);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
