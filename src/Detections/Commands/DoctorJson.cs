using System.Text.Encodings.Web;
using System.Text.Json;
using Detections.Diagnosis;

namespace Detections.Commands;

/// <summary>An array of results, complete when the diagnosis is.</summary>
internal sealed class DoctorJson : DoctorPrinter
{
    private readonly Utf8JsonWriter _writer;

    public DoctorJson(Stream output)
    {
        _writer = new(output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _writer.WriteStartArray();
    }

    public override void Print(CheckResult result)
    {
        _writer.WriteStartObject();
        _writer.WriteString("id", result.Id);
        _writer.WriteString("status", result.Status.ToString().ToLowerInvariant());
        _writer.WriteString("subject", result.Subject);
        _writer.WriteString("found", result.Found);
        _writer.WriteString("remedy", result.Remedy);
        _writer.WriteEndObject();
    }

    public override async ValueTask DisposeAsync()
    {
        _writer.WriteEndArray();
        await _writer.DisposeAsync();
        await Console.Out.WriteLineAsync();
        await base.DisposeAsync();
    }
}
