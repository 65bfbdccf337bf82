namespace Detections.Embedded.Documents;

/// <summary>What Elasticsearch calls the writes of single documents where it asks whether they are allowed.</summary>
internal static class WriteActions
{
    public static string Of(string operation) =>
        operation == "delete" ? "indices:data/write/delete" : $"indices:data/write/index:op_type/{operation}";
}
