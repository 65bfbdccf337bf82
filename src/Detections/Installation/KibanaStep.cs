using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Installation;

/// <summary>Puts the data view and the search into Kibana, by the credentials and the trust that Elasticsearch is reached with.</summary>
internal sealed class KibanaStep(Uri kibana, AppSettings settings) : SetupStep("Kibana's data view and search")
{
    private const string FileName = "detections.ndjson";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly KibanaObjects _objects = new(settings.Alerts);

    /// <summary>The client certificate is Elasticsearch's affair.</summary>
    private readonly CertificateCheck _certificates = new(settings.Elasticsearch with { ClientCertificate = null });

    private string Space =>
        settings.Alerts.Space == AlertSettings.DefaultSpace ? "" : $"s/{Uri.EscapeDataString(settings.Alerts.Space)}/";

    private string Root => kibana.AbsoluteUri.TrimEnd('/') + "/" + Space;

    private SetupRequest Export =>
        new(
            "POST",
            $"{Root}api/saved_objects/_export",
            new JsonObject
            {
                ["objects"] = new JsonArray([
                    .. _objects.All.Select(o => new JsonObject { ["type"] = $"{o["type"]}", ["id"] = $"{o["id"]}" }),
                ]),
                ["excludeExportDetails"] = true,
            }
        );

    private SetupRequest Import =>
        new("POST", $"{Root}api/saved_objects/_import?overwrite=true") { File = _objects.Lines };

    public override IEnumerable<SetupRequest> Requests => [Export, Import];

    public override async Task<IReadOnlyList<StepResult>> RunAsync(
        ElasticsearchClient client,
        CancellationToken cancellationToken
    )
    {
        using var http = CreateClient();
        try
        {
            return [await RunAsync(http, cancellationToken)];
        }
        catch (Exception e)
            when (e is HttpRequestException || e is TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return [Result(StepOutcome.Refused, $"{kibana} gives no answer: {Explain(e)}")];
        }
    }

    private async Task<StepResult> RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var (status, exported) = await SendAsync(
            http,
            Export,
            new StringContent(RoleDefinition.Text(Export.Body!), Encoding.UTF8, "application/json"),
            cancellationToken
        );
        // Kibana answers a request for objects that are not there with 400.
        var isThere = status == HttpStatusCode.OK;
        if (!isThere && status is not (HttpStatusCode.BadRequest or HttpStatusCode.NotFound))
        {
            return Refused(status, exported);
        }

        if (isThere && IsCurrent(exported))
        {
            return Result(StepOutcome.Unchanged);
        }

        using var form = new MultipartFormDataContent();
        var file = new StringContent(_objects.Lines, Encoding.UTF8);
        file.Headers.ContentType = new("application/ndjson");
        form.Add(file, "file", FileName);
        var (imported, answer) = await SendAsync(http, Import, form, cancellationToken);
        return imported == HttpStatusCode.OK && Succeeded(answer)
            ? Result(
                isThere ? StepOutcome.Upgraded : StepOutcome.Created,
                $"open {Root}app/discover#/view/{_objects.Id}"
            )
            : Refused(imported, answer);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpClient http,
        SetupRequest request,
        HttpContent content,
        CancellationToken cancellationToken
    )
    {
        using var message = new HttpRequestMessage(new(request.Method), request.Path) { Content = content };
        message.Headers.Add("kbn-xsrf", "detections");
        using var response = await http.SendAsync(message, cancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Newer versions of Kibana add to what they keep, so only what names our form is compared.</summary>
    private bool IsCurrent(string exported)
    {
        var stored = exported
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(Parse)
            .Where(o => o.ValueKind == JsonValueKind.Object)
            .ToList();
        return _objects.All.All(wanted =>
            stored.Exists(s =>
                Likeness.Covers(s, new JsonObject { ["type"] = $"{wanted["type"]}", ["id"] = $"{wanted["id"]}" })
                && s.TryGetProperty("attributes", out var attributes)
                && Likeness.Covers(attributes, Marks(wanted["attributes"]!.AsObject()))
            )
        );
    }

    private static JsonObject Marks(JsonObject attributes) =>
        new(
            attributes
                .Where(a => a.Key is "title" or "name" or "timeFieldName" or "description")
                .Select(a => KeyValuePair.Create(a.Key, a.Value?.DeepClone()))
        );

    private static bool Succeeded(string answer) =>
        Parse(answer) is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty("success", out var success)
        && success.ValueKind == JsonValueKind.True;

    private StepResult Refused(HttpStatusCode status, string answer) =>
        Result(
            StepOutcome.Refused,
            status switch
            {
                HttpStatusCode.Unauthorized =>
                    $"{kibana} does not accept the credentials of Elasticsearch:ApiKey or Elasticsearch:Username",
                HttpStatusCode.Forbidden =>
                    $"these credentials may not import saved objects into the space {settings.Alerts.Space}: grant the Kibana privilege Saved Objects Management there, or import deploy/kibana/detections.ndjson by hand under Stack Management, Saved Objects",
                HttpStatusCode.NotFound => $"{kibana} has no such space ({settings.Alerts.Space}), or is not Kibana",
                _ => $"{kibana} answered {(int)status}: {Cut.To(answer.ReplaceLineEndings(" "), 300)}",
            }
        );

    private static JsonElement Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // An HTML page, say. It is shown where something was expected of it.
            return default;
        }
    }

    private HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler();
        ElasticsearchServices.Configure(handler, settings.Elasticsearch, _certificates);
        var check = handler.SslOptions.RemoteCertificateValidationCallback!;
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            IsTrustedHere(certificate, chain, errors) || check(sender, certificate, chain, errors);
        var http = new HttpClient(handler) { Timeout = settings.Elasticsearch.RequestTimeout };
        http.DefaultRequestHeaders.Authorization = Credentials.Header(settings.Elasticsearch);
        return http;
    }

    /// <summary>Kibana often stands behind a public certificate, where Elasticsearch has an authority of its own.</summary>
    private static bool IsTrustedHere(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || sent is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return false;
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.ApplicationPolicy.Add(new(ServerAuthentication));
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(leaf);
    }

    private string Explain(Exception exception) =>
        ConnectionTrouble.Explain(
            exception,
            kibana,
            settings.Elasticsearch.Proxy,
            settings.Elasticsearch.RequestTimeout
        );
}
