using Detections.Embedded.Indices;
using Detections.Embedded.Storage;

namespace Detections.Embedded.Search;

/// <summary>A document found, with its sort values in their comparable form.</summary>
internal sealed record SearchHit(StoredIndex Index, string Id, DocumentRow Document, object[] SortTerms);
