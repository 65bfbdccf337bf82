using System.Collections.Concurrent;
using System.Net;

namespace Detections.Elasticsearch;

/// <summary>Creates our own indices with their mappings before the first document could create them without.</summary>
internal sealed class IndexInstaller(ElasticsearchClient client)
{
    private const string AnotherCopyWasFaster = "resource_already_exists_exception";

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    public async Task EnsureAsync(string index, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(index))
        {
            return;
        }

        using var exists = await client.HeadAsync(index, cancellationToken);
        if (exists.Expect(HttpStatusCode.NotFound).Status == HttpStatusCode.NotFound)
        {
            using var created = await client.PutAsync(index, body, cancellationToken);
            if (created.ErrorType != AnotherCopyWasFaster)
            {
                created.Expect();
            }
        }

        _known[index] = true;
    }

    /// <summary>Look again before the next write: an index may have been deleted.</summary>
    public void Forget() => _known.Clear();
}
