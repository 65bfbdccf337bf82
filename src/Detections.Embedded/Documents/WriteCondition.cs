using Detections.Embedded.Http;

namespace Detections.Embedded.Documents;

/// <summary>What must hold for a write to happen: that the document is new, or that it is still the one that was read.</summary>
internal sealed record WriteCondition(bool MustBeNew, long? IfSeqNo = null, long? IfPrimaryTerm = null)
{
    public static WriteCondition Checked(bool mustBeNew, long? ifSeqNo, long? ifPrimaryTerm)
    {
        if (ifSeqNo is null != ifPrimaryTerm is null)
        {
            throw ApiException.Invalid("if_seq_no and if_primary_term must be given together");
        }

        if (mustBeNew && ifSeqNo is not null)
        {
            throw ApiException.Invalid("create operations do not support compare and set. use index instead");
        }

        return new WriteCondition(mustBeNew, ifSeqNo, ifPrimaryTerm);
    }
}
