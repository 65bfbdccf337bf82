using System.Net;
using Detections.Alerts;
using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Settings;

namespace Detections.Diagnosis;

/// <summary>Whether the index of a month to come is put behind its alias, without which no alert is written to it.</summary>
internal sealed class AlertTemplateCheck(ElasticsearchClient client, AlertSettings settings)
{
    private const string Id = "template";
    private const string Remedy = "Run `detections setup` once with credentials that may manage index templates";

    private readonly string _alias = AlertIndex.Alias(settings.Namespace);

    public async Task<IReadOnlyList<CheckResult>> LookAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (
            var name in (string[])
                [AlertTemplate.Name(settings.Namespace), AlertTemplate.UndatedName(settings.Namespace)]
        )
        {
            using var response = await client.GetAsync($"_index_template/{name}", cancellationToken);
            response.Expect(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
            if (response.Status == HttpStatusCode.Forbidden)
            {
                // Before 8.0 it takes more than the privilege monitor.
                return [CheckResult.Skipped(Id, _alias, "these credentials may not see the index templates")];
            }

            if (!response.IsSuccess || !GivesAlias(response))
            {
                missing.Add(name);
            }
        }

        return
        [
            missing.Count == 0 ? CheckResult.Green(Id, _alias, "each new index gets mapping, alias and lifecycle")
            : await MayGiveAliasAsync(cancellationToken)
                ? CheckResult.Amber(
                    Id,
                    _alias,
                    $"no index template {string.Join(" and ", missing)} puts new indices behind this alias; runs do it, but no lifecycle deletes old alerts",
                    Remedy
                )
            : CheckResult.Red(
                Id,
                _alias,
                $"no index template {string.Join(" and ", missing)} puts new indices behind this alias, and these credentials may not: the first alert of a month cannot be written",
                Remedy
            ),
        ];
    }

    private bool GivesAlias(ElasticsearchResponse response)
    {
        using var body = response.ReadJson();
        return body.RootElement.GetProperty("index_templates")[0]
                .GetProperty("index_template")
                .TryGetProperty("template", out var template)
            && template.TryGetProperty("aliases", out var aliases)
            && aliases.TryGetProperty(_alias, out _);
    }

    /// <summary>It takes `manage` on both, the index and the alias.</summary>
    private async Task<bool> MayGiveAliasAsync(CancellationToken cancellationToken)
    {
        var needed = new RequiredPrivileges(
            [],
            [
                new(
                    [.. AlertIndex.Patterns(settings.Namespace), _alias],
                    [new("manage", "No index can be put behind the alias.")]
                ),
            ],
            []
        );
        return (await new PrivilegeCheck(client).FindMissingAsync(needed, cancellationToken)).Count == 0;
    }
}
