namespace Detections.Settings;

/// <summary>Reads where metrics and traces are sent.</summary>
internal sealed class TelemetryReader(SectionReader section)
{
    private static readonly Dictionary<string, OtlpProtocol> Protocols = new(StringComparer.Ordinal)
    {
        ["grpc"] = OtlpProtocol.Grpc,
        ["http/protobuf"] = OtlpProtocol.HttpProtobuf,
    };

    public TelemetrySettings Read()
    {
        var settings = new TelemetrySettings
        {
            OtlpEndpoint = ReadEndpoint(),
            OtlpProtocol = section.Holds("OtlpProtocol")
                ? section.Choice("OtlpProtocol", Protocols) ?? default
                : default,
            OtlpHeaders = ReadHeaders(),
        };
        section.RefuseUnknownKeys();
        return settings;
    }

    private Uri? ReadEndpoint()
    {
        var text = section.Text("OtlpEndpoint");
        if (text is null)
        {
            return null;
        }

        if (
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
        )
        {
            return url;
        }

        section.RefuseUrl(
            "OtlpEndpoint",
            text,
            "an http or https address such as http://localhost:4317",
            "put a key into Telemetry:OtlpHeaders instead"
        );
        return null;
    }

    private string? ReadHeaders()
    {
        var text = section.Secret("OtlpHeaders");
        if (text is null || text.Split(',').All(h => h.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            return text;
        }

        section.Fault(
            section.Holds("OtlpHeaders") ? "OtlpHeaders" : "OtlpHeadersFile",
            "is not a list of headers; allowed is name=value, with a comma between two. The value is not shown."
        );
        return null;
    }
}
