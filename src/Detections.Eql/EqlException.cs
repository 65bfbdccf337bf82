namespace Detections.Eql;

/// <summary>A query could not be understood.</summary>
/// <param name="error">What is wrong with it and where.</param>
public sealed class EqlException(EqlError error) : Exception(error.ToString())
{
    /// <summary>What is wrong with the query and where.</summary>
    public EqlError Error { get; } = error;
}
