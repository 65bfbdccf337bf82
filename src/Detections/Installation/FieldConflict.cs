namespace Detections.Installation;

/// <summary>A field that is mapped in a way that Elasticsearch cannot change.</summary>
internal sealed record FieldConflict(string Field, string Found, string Wanted)
{
    public string In(string index) =>
        $"{Field} in {index} is {Found} and should be {Wanted}, which Elasticsearch cannot change in an index that exists: reindex {index} into a new index with the right mapping, or leave it until it is deleted by age";
}
