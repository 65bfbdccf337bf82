using Detections.Embedded.Http;

namespace Detections.Embedded.Indices;

/// <summary>Removes indices, out of their data streams too.</summary>
internal static class IndexRemoval
{
    public static void RequireRemovable(this Catalog catalog, StoredIndex index)
    {
        if (index.DataStream is { } stream && catalog.DataStreams[stream].WriteIndex == index.Name)
        {
            throw ApiException.IllegalArgument(
                $"the data stream [{stream}] writes to [{index.Name}]; roll the stream over first, or delete the whole stream"
            );
        }
    }

    public static void RemoveIndex(this Catalog catalog, StoredIndex index)
    {
        if (index.DataStream is not null)
        {
            var stream = catalog.DataStreams[index.DataStream];
            catalog.Save(stream with { Indices = [.. stream.Indices.Where(name => name != index.Name)] });
        }
        catalog.Delete(index);
    }
}
