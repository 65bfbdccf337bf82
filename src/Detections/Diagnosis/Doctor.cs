using System.Runtime.CompilerServices;
using Detections.Alerts;
using Detections.Elasticsearch;
using Detections.Rules;

namespace Detections.Diagnosis;

/// <summary>Looks at everything between this machine and an alert, in the order in which one thing needs the other.</summary>
internal sealed class Doctor(
    Configuration configuration,
    ElasticsearchClient client,
    ClusterTime time,
    SourceResolver resolver,
    LedgerStore ledgers,
    TimeProvider local
)
{
    private readonly UrlCheck _urls = new(configuration.Settings.Elasticsearch, local);

    /// <summary>Whether anything that may be the cluster has answered.</summary>
    public bool Reached => _urls.Reached;

    public async IAsyncEnumerable<CheckResult> ExamineAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? because = null;
        foreach (var check in Checks())
        {
            if (because is not null)
            {
                yield return CheckResult.Skipped(check.Id, check.Subject, because);
                continue;
            }

            var results = await check.RunAsync(cancellationToken);
            foreach (var result in results)
            {
                yield return result;
            }

            if (check.IsGround && results.Any(r => r.Status == CheckStatus.Red))
            {
                because = $"not looked at, since {check.Subject} is red";
            }
        }
    }

    private IEnumerable<Check> Checks()
    {
        var (settings, rules) = configuration;
        foreach (var url in settings.Elasticsearch.Urls)
        {
            yield return new("url", url.ToString(), c => _urls.LookAsync(url, c));
        }

        if (settings.Elasticsearch.ClientCertificate is { } certificate)
        {
            yield return new(
                "client-certificate",
                certificate.Subject,
                _ => Task.FromResult(Certificates.Expiry(certificate, local))
            );
        }

        yield return new("cluster", "cluster", _ => Task.FromResult(_urls.Conclude())) { IsGround = true };
        yield return new("authentication", "authentication", new AuthenticationCheck(client, settings, local).LookAsync)
        {
            IsGround = true,
        };
        yield return new("privileges", "privileges", new PrivilegesCheck(client, settings, rules).LookAsync);
        yield return new("clock", "clock", new ClockCheck(time, local).LookAsync);
        foreach (var source in Source.Of(rules))
        {
            yield return new("source", source.Pattern, new SourceCheck(client, time, resolver, source).LookAsync);
            yield return new("ingest", source.Pattern, new IngestCheck(client, time, source).LookAsync);
        }

        foreach (var fields in FieldUse.Of(rules))
        {
            yield return new("fields", fields.Subject, new FieldsCheck(client, fields).LookAsync);
        }

        yield return new(
            "template",
            AlertIndex.Alias(settings.Alerts.Namespace),
            new AlertTemplateCheck(client, settings.Alerts).LookAsync
        );
        foreach (var own in OwnIndex.All(settings.Alerts))
        {
            yield return new("index", own.Pattern, new OwnIndexCheck(client, own).LookAsync);
        }

        if (settings.Alerts.ExternalAlerts)
        {
            var stream = ExternalAlert.Stream(settings.Alerts.Namespace);
            yield return new("external-alerts", stream, new ExternalAlertsCheck(client, stream).LookAsync);
        }

        foreach (var group in rules.Groups)
        {
            yield return new(
                "coverage",
                $"rules of {group.Name}",
                new CoverageCheck(ledgers, time, settings, group).LookAsync
            );
        }
    }
}
