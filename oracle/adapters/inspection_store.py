"""Keeps inspections with answers, photos and signatures; every change is told to the audit log in its transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from oracle.adapters.field_tables import AnswerRow, InspectionRow, PhotoRow
from oracle.domain.field_refusals import InspectionSigned, InspectionUnknown
from oracle.domain.inspection import Answer, Inspection, Said, Signed
from oracle.domain.photo import KnownPhoto, Photo, Taken
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database

PHOTOS = "inspection-photos"


class InspectionTable:
    """The store of inspections over the database."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    def open(self, inspection: Inspection, check: Callable[[Mapping[str, int]], None]) -> Inspection:
        """Keeps a new inspection, or returns the company's earlier one of the same claim; see the port."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"inspections:{inspection.owner}")
            kept = session.get(InspectionRow, inspection.id)
            if kept is not None:
                return _inspection(kept)
            check(_signed_by_company(session, inspection.owner))
            session.add(_row(inspection))
            session.flush()
            facts = {"reportHash": inspection.report_hash, "verifier": inspection.verifier}
            self._tell(session, inspection, "inspection.opened", inspection.opened_by, inspection.opened_at, facts)
        return inspection

    def find(self, tenant: str, identity: str) -> Inspection:
        """A company's inspection. Raises InspectionUnknown."""
        with self._database.reading() as session:
            return _inspection(_find(session, tenant, identity))

    def page(self, tenant: str, after: str, limit: int) -> list[Inspection]:
        """A company's inspections with an id above `after`, in order of ids."""
        row = InspectionRow
        query = select(row).where(row.tenant == tenant, row.id > after).order_by(col(row.id)).limit(limit)
        with self._database.reading() as session:
            return [_inspection(one) for one in session.exec(query)]

    def answer(self, inspection: Inspection, answers: Sequence[Answer], by: str, at: int) -> None:
        """Writes answers in place of earlier ones. Raises InspectionSigned."""
        with self._database.transaction() as session:
            self._unsigned(session, inspection)
            for answer in answers:
                session.merge(
                    AnswerRow(
                        inspection=inspection.id,
                        point=answer.point,
                        answer=answer.said.value,
                        note=answer.note,
                        answered_by=by,
                        answered_at=at,
                    )
                )
            session.flush()
            facts = {answer.point: answer.said.value for answer in answers}
            self._tell(session, inspection, "inspection.answered", by, at, facts)

    def answers(self, identity: str) -> dict[str, Answer]:
        """The answers by point."""
        query = select(AnswerRow).where(AnswerRow.inspection == identity).order_by(col(AnswerRow.point))
        with self._database.reading() as session:
            return {row.point: Answer(row.point, Said(row.answer), row.note) for row in session.exec(query)}

    def add_photo(
        self, photo: Photo, content: bytes, by: str, at: int, check: Callable[[Iterable[KnownPhoto]], None]
    ) -> None:
        """Keeps a photo that passes `check`; whoever adds photos waits for the others. Raises InspectionSigned."""
        with self._database.transaction() as session:
            self._database.serialise(session, PHOTOS)
            inspection = self._unsigned(session, _inspection(_find(session, photo.tenant, photo.inspection)))
            known = session.exec(select(PhotoRow.sha256, PhotoRow.tenant, PhotoRow.picture_hash))
            check(KnownPhoto(*one) for one in known)
            session.add(_photo_row(photo, content, by, at))
            session.flush()
            facts = {"sha256": photo.sha256, "distanceMetres": photo.distance_m}
            self._tell(session, inspection, "inspection.photo", by, at, facts)

    def photos(self, identity: str) -> list[Photo]:
        """The photos of an inspection in order of arrival."""
        row = PhotoRow
        query = select(row).where(row.inspection == identity).order_by(col(row.added_at), col(row.sha256))
        with self._database.reading() as session:
            return [_photo(one) for one in session.exec(query)]

    def photo_content(self, tenant: str, identity: str, sha256: str) -> bytes:
        """The bytes of a photo of a company's inspection. Raises InspectionUnknown."""
        with self._database.reading() as session:
            row = session.get(PhotoRow, sha256)
            if row is None or (row.tenant, row.inspection) != (tenant, identity):
                raise InspectionUnknown(identity)
            return row.content

    def signed_of_owner(self, owner: str) -> Mapping[str, int]:
        """How many inspections of the owner's claims each company signed."""
        with self._database.reading() as session:
            return _signed_by_company(session, owner)

    def sign(self, inspection: Inspection, signed: Signed, by: str, check: Callable[[Mapping[str, int]], None]) -> None:
        """Keeps the signatures for good. Raises InspectionSigned, and as `check` does."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"inspections:{inspection.owner}")
            self._unsigned(session, inspection)
            check(_signed_by_company(session, inspection.owner))
            row = _find(session, inspection.tenant, inspection.id)
            row.document, row.signed_at = signed.document, signed.signed_at
            row.signature, row.attestation = signed.signature, signed.attestation
            session.add(row)
            session.flush()
            facts = {"reportHash": inspection.report_hash, "signature": signed.signature[:130]}
            self._tell(session, inspection, "inspection.signed", by, signed.signed_at, facts)

    def _unsigned(self, session: Session, inspection: Inspection) -> Inspection:
        self._database.serialise(session, f"inspection:{inspection.id}")
        if _find(session, inspection.tenant, inspection.id).signed_at is not None:
            raise InspectionSigned(inspection.id)
        return inspection

    def _tell(
        self, session: Session, inspection: Inspection, action: str, by: str, at: int, facts: Mapping[str, object]
    ) -> None:
        self._log.record(
            session, at=at, tenant=inspection.tenant, actor=by, action=action, subject=inspection.id, facts=facts
        )


def _find(session: Session, tenant: str, identity: str) -> InspectionRow:
    row = session.get(InspectionRow, identity)
    if row is None or row.tenant != tenant:
        raise InspectionUnknown(identity)
    return row


def _signed_by_company(session: Session, owner: str) -> dict[str, int]:
    row = InspectionRow
    query = select(row.tenant, func.count()).where(row.owner == owner, col(row.signed_at).is_not(None))
    return {tenant: int(count) for tenant, count in session.exec(query.group_by(row.tenant))}


def _row(inspection: Inspection) -> InspectionRow:
    return InspectionRow(
        id=inspection.id,
        tenant=inspection.tenant,
        report_hash=inspection.report_hash,
        project=str(inspection.project),
        owner=inspection.owner,
        verifier=inspection.verifier,
        organisation=inspection.organisation,
        methodology=inspection.methodology,
        opened_by=inspection.opened_by,
        opened_at=inspection.opened_at,
    )


def _inspection(row: InspectionRow) -> Inspection:
    given = (row.document, row.signature, row.attestation, row.signed_at)
    signed = None if None in given else Signed(*given)  # type: ignore[arg-type]
    return Inspection(
        id=row.id,
        tenant=row.tenant,
        report_hash=row.report_hash,
        project=int(row.project),
        owner=row.owner,
        verifier=row.verifier,
        organisation=row.organisation,
        methodology=row.methodology,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        signed=signed,
    )


def _photo_row(photo: Photo, content: bytes, by: str, at: int) -> PhotoRow:
    return PhotoRow(
        sha256=photo.sha256,
        inspection=photo.inspection,
        tenant=photo.tenant,
        picture_hash=photo.taken.picture_hash,
        longitude_udeg=photo.taken.longitude_udeg,
        latitude_udeg=photo.taken.latitude_udeg,
        taken_at=photo.taken.taken_at,
        distance_m=photo.distance_m,
        signer=photo.signer,
        signature=photo.signature,
        content=content,
        added_by=by,
        added_at=at,
    )


def _photo(row: PhotoRow) -> Photo:
    taken = Taken(row.longitude_udeg, row.latitude_udeg, row.taken_at, row.picture_hash)
    return Photo(row.sha256, row.inspection, row.tenant, taken, row.distance_m, row.signer, row.signature)
