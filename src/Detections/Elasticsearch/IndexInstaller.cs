using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Detections.Elasticsearch;

/// <summary>Creates our own indices with their mappings before the first document could create them without.</summary>
internal sealed class IndexInstaller(ElasticsearchClient client, ClusterInfo cluster)
{
    private const string AnotherCopyWasFaster = "resource_already_exists_exception";

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <param name="alias">
    /// Where the index must be found too. It comes from the template that `setup` installs; without one it is added, if that is allowed.
    /// </param>
    public async Task EnsureAsync(
        string index,
        IndexDefinition definition,
        string? alias,
        CancellationToken cancellationToken
    )
    {
        if (_known.ContainsKey(index))
        {
            return;
        }

        if (!await HasAsync(index, alias, cancellationToken))
        {
            await CreateAsync(index, definition, cancellationToken);
            if (alias is not null && !await HasAsync(index, alias, cancellationToken))
            {
                throw new ElasticsearchException($"The index {index} was created, and then was not there");
            }
        }

        _known[index] = true;
    }

    /// <summary>Look again before the next write: an index may have been deleted.</summary>
    public void Forget() => _known.Clear();

    /// <summary>Whether the index is there; if it is, it has its alias afterwards.</summary>
    private async Task<bool> HasAsync(string index, string? alias, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(
            $"{index}?filter_path=*.aliases,*.mappings._meta",
            cancellationToken
        );
        if (response.Expect(HttpStatusCode.NotFound).Status == HttpStatusCode.NotFound)
        {
            return false;
        }

        if (alias is null)
        {
            return true;
        }

        using var body = response.ReadJson();
        var found = body.RootElement.EnumerateObject().FirstOrDefault().Value;
        if (IndexDefinition.SchemaOf(found) is null)
        {
            throw new ElasticsearchException(
                $"The index {index} was not made by this program, so what is written to it could not be searched as alerts. Delete or rename it, or choose another Alerts:Namespace"
            );
        }

        if (!found.TryGetProperty("aliases", out var aliases) || !aliases.TryGetProperty(alias, out _))
        {
            await AddAliasAsync(index, alias, cancellationToken);
        }

        return true;
    }

    private async Task CreateAsync(string index, IndexDefinition definition, CancellationToken cancellationToken)
    {
        var identity = await cluster.IdentifyAsync(cancellationToken);
        using var created = await client.PutAsync(
            index,
            JsonSerializer.SerializeToUtf8Bytes(definition.Body(identity.IsServerless)),
            cancellationToken
        );
        if (created.ErrorType != AnotherCopyWasFaster)
        {
            created.Expect();
        }
    }

    private async Task AddAliasAsync(string index, string alias, CancellationToken cancellationToken)
    {
        using var response = await client.PutAsync($"{index}/_alias/{alias}", default, cancellationToken);
        if (response.Expect(HttpStatusCode.Forbidden).Status == HttpStatusCode.Forbidden)
        {
            throw new ElasticsearchException(
                $"The index {index} is not behind the alias {alias}, where alerts are looked for, and these credentials may not put it there. Run `detections setup` once with credentials that may, and it will be so for every new index",
                status: HttpStatusCode.Forbidden
            );
        }

        // An empty 200 of something in between would hide all alerts of the month.
        using var body = response.ReadJson();
        if (!body.RootElement.TryGetProperty("acknowledged", out var acknowledged) || !acknowledged.GetBoolean())
        {
            throw new ElasticsearchException(
                $"The cluster did not acknowledge that {index} is behind the alias {alias}"
            );
        }
    }
}
