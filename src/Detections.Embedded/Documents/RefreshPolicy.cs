using Detections.Embedded.Http;
using Detections.Embedded.Indices;

namespace Detections.Embedded.Documents;

/// <summary>
/// The <c>refresh</c> parameter of writes. <c>wait_for</c> refreshes too, instead of waiting for the next refresh:
/// the promise, that the answer comes when the documents can be found, is the same.
/// </summary>
internal static class RefreshPolicy
{
    /// <summary>Whether the response says that a refresh was forced.</summary>
    public static bool Apply(ApiRequest request, Catalog catalog, IEnumerable<StoredIndex> written)
    {
        var policy = request.Parameter("refresh");
        if (policy is null or "false")
        {
            return false;
        }

        if (policy is not ("" or "true" or "wait_for"))
        {
            throw ApiException.IllegalArgument($"Unknown value for refresh: [{policy}].");
        }

        foreach (var index in written)
        {
            catalog.Refresh(index);
        }

        return policy != "wait_for";
    }
}
